from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0016_an_index_of_receipts"),
    ]

    operations = [
        # An order that was put back kept the result of its earlier round until the next one.
        # A wish that came by merging is the order's own; it belongs to no round.
        migrations.RunSQL(
            "UPDATE workorders_workorder SET is_resolved = NULL,"
            " callback_required = callback_required AND merged_into_id IS NOT NULL"
            " WHERE is_resolved IS NOT NULL"
            " AND status IN ('redispatch_pending', 'dispatched', 'in_progress', 'returned')",
            migrations.RunSQL.noop,
        ),
    ]
