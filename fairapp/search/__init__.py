"""Fast French search on Whoosh and numpy. It knows documents and collections, never a domain's tables."""
