"""Template tags of the pages on site."""
