"""Template tags of the list of callbacks."""
