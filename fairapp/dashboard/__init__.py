"""Home pages: what crosses domains, for a visitor and for each role."""
