"""Distances on the ground; knows no place by name and no domain."""
