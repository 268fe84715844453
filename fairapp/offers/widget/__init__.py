"""A search shown inside another site's page (row M4)."""
