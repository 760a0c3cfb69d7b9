"""People and companies: their numbers, contact points and addresses, masked unless revealed.

It knows no work order. A page of ours shows orders through a slot, and what staff of a work area
may see of customers is told by whoever knows (``queries.register_visibility``).
"""
