"""Template tags of the work-order pages."""
