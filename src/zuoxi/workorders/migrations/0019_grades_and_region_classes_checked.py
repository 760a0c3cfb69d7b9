from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0018_grades_and_region_classes"),
    ]

    operations = [
        ValidateConstraint(model_name="codeitem", name="code_item_list"),
    ]
