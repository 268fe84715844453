"""The Flask glue: what every page needs, and what no page may forget. Knows no domain."""
