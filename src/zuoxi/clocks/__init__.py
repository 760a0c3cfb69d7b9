"""Clocks: how long a promise has run, when it is due, and by what facts that came about.

``facts``, ``promises``, ``pausing``, ``course``, ``replay``, ``segments``, ``levels`` and
``explaining`` are pure Python and know no row. Which term holds for which case is not decided here,
and nothing here knows a work order: a clock names one by number.
"""
