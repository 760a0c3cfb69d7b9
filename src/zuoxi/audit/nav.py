"""The place of the audit log in the rail."""

from django.utils.translation import gettext_lazy as _

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=_("Audit log"),
        url_name="audit:log",
        icon="history",
        order=50,
    )
)
