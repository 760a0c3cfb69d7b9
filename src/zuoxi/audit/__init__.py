"""Reading the event log: one sentence per event, the timeline of a subject, the audit log.

Events are written by ``kernel.actions.publish`` alone. Every night this package moves old
ones to the archive of the log and removes the rows, of any package, whose time is over.
"""
