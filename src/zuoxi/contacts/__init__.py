"""Departments, the persons to turn to there, and the processes agreed with them.

Departments are units of ``org`` and are dispatched to as work areas are; here stands what the
centre has to know of them: what they do, who answers for what (interfaces), who is to be reached
next, and by which steps a type of request is handled there. Time limits are not kept here.
"""
