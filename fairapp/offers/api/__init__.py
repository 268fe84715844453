"""The read API, version 1: the same search as the pages, as JSON."""
