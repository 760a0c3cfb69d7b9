"""The application that the web processes serve."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuoxi.config.settings")

application = get_wsgi_application()
# All routes are loaded before the first request: a process that cannot must not start to serve.
import_module(settings.ROOT_URLCONF)
# What is loaded by now stays: the collector need not look through it again in mid-request.
gc.collect()
gc.freeze()
