"""What schools see: the catalogue of visits, the page of one, its free dates."""
