"""Pages of the channels, of the log of what went by them, and of a person's own choices."""
