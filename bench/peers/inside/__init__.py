"""What runs in the environments of the others: their settings, and the tickets they begin with."""
