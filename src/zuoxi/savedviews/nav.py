"""The place of the saved views in the rail."""

from django.utils.translation import gettext_lazy as _

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=_("Saved views"),
        url_name="savedviews:list",
        icon="bookmark",
        order=50,
        also=("savedviews:new", "savedviews:view"),
    )
)
