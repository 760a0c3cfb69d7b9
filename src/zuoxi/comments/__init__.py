"""Comments on a work order, with mentions of those who should read them.

Whoever sees the order sees its comments. They are added and withdrawn, never changed, and do not
move the order: its status, version and clocks stay as they are.
"""
