"""Tags of the frame's components."""
