"""Pages of the limits: looking at them, and changing them."""
