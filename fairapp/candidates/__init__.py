"""Candidates: one profile and CV for offers and fairs, what they allow with it, and who saw it."""
