"""What amounts of money are checked against; those that were shipped are checked from now on."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

SHIPPED = {"goods_order": "total", "order_payment": "paid", "refund": "refund"}


def rule_shipped(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the shipped amounts their rules."""
    fields = apps.get_model("workorders", "RequestField").objects
    for request_type, rule in SHIPPED.items():
        wanted = fields.filter(request_type__code=request_type, code="amount", kind="money")
        wanted.update(rule=rule)


class Migration(migrations.Migration):
    dependencies = [("workorders", "0014_choice_labels")]

    operations = [
        migrations.AddField(
            "requestfield",
            "rule",
            models.CharField(
                blank=True,
                choices=[
                    ("total", "Total of the articles"),
                    ("paid", "Paid for the earlier work order"),
                    ("refund", "Refund: at most what was paid"),
                ],
                default="",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "requestfield",
            models.CheckConstraint(
                condition=Q(rule="") | Q(rule__in=["total", "paid", "refund"], kind="money"),
                name="request_field_rule",
            ),
        ),
        migrations.RunPython(rule_shipped, migrations.RunPython.noop),
    ]
