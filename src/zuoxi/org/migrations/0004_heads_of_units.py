from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.models import CheckConstraint, Q


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0003_departments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_role",
        ),
        AddConstraintNotValid(
            model_name="assignment",
            constraint=CheckConstraint(
                condition=Q(
                    role__in=[
                        "intake_agent",
                        "dispatcher",
                        "work_area_staff",
                        "form_controller",
                        "reviewer",
                        "archiver",
                        "supervisor",
                        "unit_head",
                        "auditor",
                        "administrator",
                    ]
                ),
                name="assignment_role",
            ),
        ),
    ]
