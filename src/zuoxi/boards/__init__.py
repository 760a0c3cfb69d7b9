"""The supervisor's board: how many orders are open, overdue, reviewed and archived, and with whom.

It reads orders and gives them to others by the ordinary action; it has no tables of its own.
"""
