"""Viewings need no write-ahead log; what was completed so far counts for suggestions."""

from django.db import migrations

_COUNT_SQL = """
INSERT INTO dispatching_experience
    (centre_id, work_area_id, technician_id, device_type_id, city, district, jobs)
SELECT o.centre_id, d.work_area_id, d.handler_id, o.device_type_id,
    coalesce(a.city, ''), coalesce(a.district, ''), count(*)
FROM workorders_dispatch d
JOIN workorders_workorder o ON o.id = d.order_id
LEFT JOIN customers_address a ON a.customer_id = o.customer_id AND a.is_primary
WHERE d.outcome = 'completed' AND d.is_resolved
GROUP BY 1, 2, 3, 4, 5, 6
"""


class Migration(migrations.Migration):
    dependencies = [("dispatching", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE dispatching_viewing SET UNLOGGED",
            "ALTER TABLE dispatching_viewing SET LOGGED",
        ),
        migrations.RunSQL(_COUNT_SQL, "DELETE FROM dispatching_experience"),
    ]
