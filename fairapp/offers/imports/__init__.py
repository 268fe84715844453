"""Offers from elsewhere (row O8): files and feeds become rows, with a report per line."""
