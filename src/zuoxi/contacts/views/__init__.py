"""Pages of the register and the parts of an order's page."""
