from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("kernel", "0004_archive_of_the_log"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                fields=["actor", "kind", "-at"],
                condition=models.Q(
                    kind__in=("comments.added", "papers.order_printed", "sheets.export_requested")
                ),
                name="event_counted",
            ),
        ),
    ]
