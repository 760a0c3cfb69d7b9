"""What every command that needs the database does first."""

import os


def load() -> None:
    """Load the settings (which start the embedded server) and check the database server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuoxi.config.settings")
    import django  # noqa: PLC0415 - commands import Django only when they run
    from django.conf import settings  # noqa: PLC0415

    from zuoxi.config import database  # noqa: PLC0415

    database.verify(settings.DATABASES["default"])
    django.setup()
