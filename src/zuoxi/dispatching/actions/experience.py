"""Counting who has resolved what, for suggestions: derived from completions, no event."""

from django.db import connection

_COUNT_SQL = """
INSERT INTO dispatching_experience
    (centre_id, work_area_id, technician_id, device_type_id, city, district, jobs)
SELECT o.centre_id, d.work_area_id, d.handler_id, o.device_type_id,
    coalesce(a.city, ''), coalesce(a.district, ''), 1
FROM workorders_dispatch d
JOIN workorders_workorder o ON o.id = d.order_id
LEFT JOIN customers_address a ON a.customer_id = o.customer_id AND a.is_primary
WHERE d.id = %s AND d.is_resolved
ON CONFLICT (centre_id, work_area_id, technician_id, device_type_id, city, district)
DO UPDATE SET jobs = dispatching_experience.jobs + 1
"""


def count_job(*, leg_id: int) -> None:
    """Count a completed dispatch for its technician; an unresolved one speaks for nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_SQL, [leg_id])
