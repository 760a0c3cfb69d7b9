"""The places of contact persons and departments in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=pgettext_lazy("nav", "Contact persons"),
        url_name="contacts:list",
        icon="address-book",
        order=40,
        also=("contacts:gaps", "contacts:person", "contacts:new_person"),
    ),
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=pgettext_lazy("nav", "Departments"),
        url_name="contacts:departments",
        icon="sitemap",
        order=50,
        also=(
            "contacts:department",
            "contacts:functions",
            "contacts:interface",
            "contacts:new_interface",
            "contacts:process",
            "contacts:new_process",
        ),
    ),
)
