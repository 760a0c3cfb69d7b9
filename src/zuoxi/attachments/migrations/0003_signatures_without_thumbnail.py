from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _hide(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    signatures = apps.get_model("attachments", "Attachment").objects.filter(kind="signature")
    signatures.update(has_thumbnail=False)


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0002_signatures"),
    ]

    operations = [
        migrations.RunPython(_hide, migrations.RunPython.noop),
    ]
