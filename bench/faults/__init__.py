"""Faults under load: what was acknowledged must be there, exactly once, whatever was broken.

Scripted people work over HTTP against a real Zuoxi while its processes are killed, its disk is
filled, its connections are cut and its clock is moved. ``ledger`` keeps what they were answered,
``judging`` compares that with the database. docs/guide/performance.md says how to run it.

The harness itself never loads Django: a process that does holds the embedded server, and then no
restart of everything would be one. What needs Django runs as a process of its own.
"""
