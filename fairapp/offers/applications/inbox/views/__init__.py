"""The pages of who answers."""
