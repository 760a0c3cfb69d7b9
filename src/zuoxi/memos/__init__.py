"""Messages from one department to others, with marks of who has read them.

A memo goes to units, and so to everybody who works there; what a person should do about one order
or one event is a notice (``notices``), and what belongs to an order is a comment on it.
"""
