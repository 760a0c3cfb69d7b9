import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0019_grades_and_region_classes_checked"),
    ]

    operations = [
        # Without a value in any row the reference needs no check.
        migrations.AddField(
            model_name="workorder",
            name="grade",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workorders.codeitem",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="region_class",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workorders.codeitem",
            ),
        ),
    ]
