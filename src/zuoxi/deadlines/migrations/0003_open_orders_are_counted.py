"""Orders that are open have clocks as soon as the worker has come to them."""

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PORTION = 5_000


def mark(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Mark what is open, in portions; to be marked twice does no harm."""
    last = 0
    while last is not None:
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            cursor.execute(
                """
                WITH portion AS (
                    SELECT id, status FROM workorders_workorder
                    WHERE id > %s ORDER BY id LIMIT %s
                ), marked AS (
                    INSERT INTO deadlines_mark (order_id)
                    SELECT id FROM portion WHERE status <> 'archived'
                )
                SELECT max(id) FROM portion
                """,
                [last, _PORTION],
            )
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deadlines", "0002_marks_left_by_the_log")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
