"""Pages of downloads and imports."""
