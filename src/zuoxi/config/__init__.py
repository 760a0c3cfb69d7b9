"""Wiring only: settings, database, URLs, the processes and the command line."""
