from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0004_heads_of_units"),
    ]

    operations = [
        ValidateConstraint(model_name="assignment", name="assignment_role"),
    ]
