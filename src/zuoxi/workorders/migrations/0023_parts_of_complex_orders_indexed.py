from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("workorders", "0022_parts_of_complex_orders_checked"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                condition=Q(parent__isnull=False), fields=["parent"], name="work_order_part"
            ),
        ),
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                condition=Q(complexity="complex") & ~Q(status="archived"),
                fields=["centre", "id"],
                name="work_order_complex_open",
            ),
        ),
    ]
