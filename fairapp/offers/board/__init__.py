"""What visitors see: search, the page of an offer, boards of clusters, feeds, widget."""
