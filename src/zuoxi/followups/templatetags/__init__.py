"""Template tags of the list of follow-up tasks."""
