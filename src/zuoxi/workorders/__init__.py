"""Work orders: one customer's matter through dispatch, processing, completion, review and archive.

The lifecycle is a table (``lifecycle.py``); one action moves an order along it; every move leaves
one event. Calls belong to ``callbacks`` and tasks to ``followups``, neither of which is known here.
"""
