"""Meetings: who comes together about what, what was said, and what was decided.

A coordination session is about one order; a linkage meeting recurs by the working calendar and
takes its agenda from what is still open. A decision says which unit owes what, which becomes a task
(``tasks``); goals, major matters, rules and assessments are decided by the leadership group
(``groups``) alone.
"""
