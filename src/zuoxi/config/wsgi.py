"""The application that the web processes serve."""

import gc
import os
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.utils import translation


def _load_what_requests_need() -> None:
    """Load it now: a process that cannot must not start to serve.

    What a process would read in mid-request may by then be of a version installed since.
    """
    import_module(settings.ROOT_URLCONF)
    own = [
        Path(each)
        for each in get_app_template_dirs("templates")
        if settings.PACKAGE in each.parents
    ]
    for folder in own:
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("")


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuoxi.config.settings")

application = get_wsgi_application()
_load_what_requests_need()
# What is loaded by now stays: the collector need not look through it again in mid-request.
gc.collect()
gc.freeze()
# A request makes thousands of objects that are gone when it is answered. To look for circles among
# them after every 700, as Python does by itself, took a tenth to a fifth of its processor time.
gc.set_threshold(20_000)
