"""Wiring of the audit package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from zuoxi.web import nav

READERS = ("supervisor", "auditor", "administrator")


class AuditConfig(AppConfig):
    """Loads the sentences of the kernel's own events."""

    name = "zuoxi.audit"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        import_module(f"{self.name}.timeline")
        nav.register(
            nav.NavItem(
                group=nav.Group.SETTINGS,
                label=_("Audit log"),
                url_name="audit:log",
                icon="history",
                roles=READERS,
                order=50,
            )
        )
