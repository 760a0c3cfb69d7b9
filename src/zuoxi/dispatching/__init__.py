"""The dispatch console: the lists that wait for a dispatcher side by side, and work on many orders.

It suggests where an order could go, says who else is looking at it or has taken it, and carries out
one action on many orders, which can be taken back for a while. It moves no order by itself: every
move is an action of ``workorders``.
"""
