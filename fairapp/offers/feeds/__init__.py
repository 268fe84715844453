"""Offers for machines that read lists: RSS, Atom, sitemap."""
