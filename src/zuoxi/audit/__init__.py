"""Reading the event log: one sentence per event, the timeline of a subject, the audit log.

It writes nothing: events are written by ``kernel.actions.publish`` alone.
"""
