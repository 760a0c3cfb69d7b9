"""The places of people, organisation and work areas in the rail."""

from django.utils.translation import gettext_lazy as _

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=_("Work areas"),
        url_name="org:work_areas",
        icon="map-pin",
        order=10,
        also=("org:work_area", "org:new_area", "org:technician", "org:new_technician"),
    ),
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=_("People"),
        url_name="org:people",
        icon="users",
        order=20,
        also=("org:person", "org:new_person"),
    ),
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=_("Organisation"),
        url_name="org:organisation",
        icon="sitemap",
        order=30,
        also=("org:unit", "org:new_unit"),
    ),
)
