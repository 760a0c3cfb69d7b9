"""Pages of the calendars: looking at them, and changing them."""
