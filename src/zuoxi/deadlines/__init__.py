"""Deadlines: the promises of each order, kept by its clocks, and what is done about them.

What was promised follows from the limits (``limits``), how time counts from the calendars, what has
happened from the event log; ``clocks`` puts the three together. Rows of clocks are made by the
worker from marks that each event of an order leaves; pages ask the log itself and are never behind.
"""
