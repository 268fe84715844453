"""Schools: how teachers join theirs, its people, and which schools a cluster has yet to reach."""
