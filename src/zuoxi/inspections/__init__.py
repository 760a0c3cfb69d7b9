"""Inspections: the leadership group looks at a sample of what departments handled in a period.

A sample is drawn at random with a stored seed, or chosen; each order of it is judged, findings get
corrective actions, which are tasks (``tasks``) and stay listed until done. An inspection never
moves an order.
"""
