"""Limits in words, and a version as a matrix."""
