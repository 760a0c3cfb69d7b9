from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("savedviews", "0001_saved_views"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="savedview", name="saved_view_visibility"),
        migrations.RemoveConstraint(model_name="savedview", name="saved_view_unit_of_team"),
        migrations.RemoveConstraint(model_name="savedview", name="saved_view_team_name_once"),
        migrations.AlterField(
            model_name="savedview",
            name="visibility",
            field=models.CharField(
                choices=[("own", "Only me"), ("unit", "One unit"), ("all", "Everybody")],
                default="own",
                max_length=8,
            ),
        ),
        migrations.RunSQL(
            "UPDATE savedviews_savedview SET visibility = 'unit' WHERE visibility = 'team'",
            "UPDATE savedviews_savedview SET visibility = 'team' WHERE visibility = 'unit'",
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["own", "unit", "all"])),
                name="saved_view_visibility",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit__isnull", False), ("visibility", "unit")),
                    models.Q(models.Q(("visibility", "unit"), _negated=True), ("unit", None)),
                    _connector="OR",
                ),
                name="saved_view_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("visibility", "unit")),
                fields=("unit", "path", "name"),
                name="saved_view_unit_name_once",
            ),
        ),
    ]
