from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import CheckConstraint, Q


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0017_results_stay_with_their_round"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="codeitem",
            name="code_item_list",
        ),
        AddConstraintNotValid(
            model_name="codeitem",
            constraint=CheckConstraint(
                condition=Q(
                    list__in=[
                        "device_type",
                        "request_type",
                        "return_reason",
                        "grade",
                        "region_class",
                    ]
                ),
                name="code_item_list",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="codeitem",
                    name="list",
                    field=models.CharField(
                        choices=[
                            ("device_type", "Device type"),
                            ("request_type", "Request type"),
                            ("return_reason", "Return reason"),
                            ("grade", "Grade"),
                            ("region_class", "Region class"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
        ),
    ]
