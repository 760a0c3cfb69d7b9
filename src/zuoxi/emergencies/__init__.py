"""Emergencies: group complaints, failures of systems, disasters, and how the centre answers them.

One is proposed by the system (a group complaint) or reported by hand; starting it tells leaders and
departments and asks for receipts. What departments then owe are tasks (``tasks``), set when the
head of the leadership group (``groups``) approves the plan.
"""
