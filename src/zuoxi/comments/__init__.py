"""Comments on a work order, with mentions of those who should read them.

Whoever sees the order sees its comments. A comment may be a progress note: what the unit that has
the order reports of it, which the other departments of a complex matter read as well. Comments are
added and withdrawn, never changed, and do not move the order: its status, version and clocks stay.
"""
