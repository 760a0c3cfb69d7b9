import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_kept_fingerprints"),
        ("workorders", "0023_parts_of_complex_orders_indexed"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="leg",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="workorders.dispatch",
            ),
        ),
    ]
