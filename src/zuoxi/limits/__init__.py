"""Time limits: how long each milestone of a matter may take, and who has agreed to that.

``matching``, ``checking`` and ``presets`` are pure Python and know no row. An order keeps the
version it was promised under; this package knows no order and runs no clock.
"""
