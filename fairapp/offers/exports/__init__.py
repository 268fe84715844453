"""Offers of a cluster or a company as files (row O9)."""
