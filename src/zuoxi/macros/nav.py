"""The place of templates in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Templates"),
        url_name="macros:list",
        icon="file-text",
        order=5,
        also=("macros:new", "macros:edit"),
    )
)
