"""Follow-up tasks: what is still owed to a customer, by whom and until when.

A task belongs to one order and is seen by whoever sees the order. It never moves the order, and
the order never closes it: only telling the customer does.
"""
