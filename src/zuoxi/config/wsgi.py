"""The application that the web processes serve."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuoxi.config.settings")

application = get_wsgi_application()
# All routes are loaded before the first request: a process that cannot must not start to serve.
import_module(settings.ROOT_URLCONF)
