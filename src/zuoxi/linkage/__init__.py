"""Linkage (联动): what the centre and departments work on together, and what passes between them.

A linkage item is a complex work order; the departments that assist have sub-orders of it. Here
stands what holds it together: when the working group got it, what it waits for before it ends,
when the customer was told, alarms, the daily list, and requests and feedback outside of orders.
The orders themselves, their parts and their moves are those of ``workorders``.
"""
