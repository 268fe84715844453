"""What companies offer to classes: their professionals, the visits and their dates."""
