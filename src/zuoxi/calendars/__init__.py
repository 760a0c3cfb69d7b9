"""Working calendars: when a unit works, and what a deadline counted in working time comes to.

``hours``, ``arithmetic`` and ``counting`` are pure Python and know no row; the rest keeps calendars
for units. Nothing here knows a work order: who counts a deadline asks ``queries.calendar_for``.
"""
