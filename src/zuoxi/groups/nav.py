"""The place of the groups in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Linkage groups"),
        url_name="groups:list",
        icon="users",
        order=90,
        also=("groups:group",),
    )
)
