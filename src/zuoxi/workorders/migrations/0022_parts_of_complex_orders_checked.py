from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0021_parts_of_complex_orders"),
    ]

    operations = [
        ValidateConstraint(model_name="workorder", name="work_order_area_by_status"),
        ValidateConstraint(model_name="workorder", name="work_order_complexity"),
        ValidateConstraint(model_name="workorder", name="work_order_simple_is_answered"),
        ValidateConstraint(model_name="workorder", name="work_order_part_has_no_parts"),
        ValidateConstraint(model_name="dispatch", name="dispatch_named_by_somebody"),
    ]
