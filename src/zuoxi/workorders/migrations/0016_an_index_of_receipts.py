import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0015_amount_rules"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workorder",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["received_at"], name="work_order_receipt"
            ),
        ),
    ]
