from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("comments", "0003_progress_notes"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="comment",
            index=models.Index(
                condition=Q(leg__isnull=False, withdrawn_at=None),
                fields=["leg", "id"],
                name="comment_progress",
            ),
        ),
    ]
