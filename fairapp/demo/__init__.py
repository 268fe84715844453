"""A made-up region that looks alive: for demonstrations, for trying the site, for benchmarks. Nothing here is real."""
