"""Pages of the organisation: people and their roles, the tree, work areas with technicians."""
