"""Whether the disk has room for so many orders."""

import shutil
from pathlib import Path

from django.db import connection

# Measured (docs/guide/performance.md), indexes included. The archive of the log has fewer of these.
_YOUNG_ORDERS, _BYTES_OF_A_YOUNG_ORDER, _BYTES_OF_AN_ORDER = 250_000, 6_800, 5_300
# For the log of changes, and for what is sorted while the largest index is built.
_BYTES_BESIDE, _SORTED_OF_AN_ORDER = 2_000_000_000, 400


def lacking(orders: int, data: Path) -> str:
    """Return what to say if the disk would not do, else nothing; what is replaced makes room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (replaced,) = cursor.fetchone()
    free = shutil.disk_usage(data).free + replaced
    young = min(orders, _YOUNG_ORDERS) * (_BYTES_OF_A_YOUNG_ORDER - _BYTES_OF_AN_ORDER)
    needed = orders * (_BYTES_OF_AN_ORDER + _SORTED_OF_AN_ORDER) + young + _BYTES_BESIDE
    if needed <= free:
        return ""
    most = max(0, free - _BYTES_BESIDE - young) // (_BYTES_OF_AN_ORDER + _SORTED_OF_AN_ORDER)
    return (
        f"{orders:,} orders need about {needed / 1e9:.0f} GB, and the disk of {data} has "
        f"{free / 1e9:.0f} GB. It has room for about {most // 10_000 * 10_000:,} orders; "
        "--data names a folder on another disk."
    )
