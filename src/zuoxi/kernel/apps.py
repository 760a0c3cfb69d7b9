"""The kernel as a Django app: it owns the event log and the dated options."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """Two tables, no pages."""

    name = "zuoxi.kernel"
    verbose_name = _("Kernel")
