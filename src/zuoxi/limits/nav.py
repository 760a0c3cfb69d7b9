"""The place of the limits in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Time limits"),
        url_name="limits:list",
        icon="hourglass",
        order=36,
        also=(
            "limits:version",
            "limits:start",
            "limits:rule",
            "limits:add_rule",
            "limits:compare",
            "limits:decide",
            "limits:propose",
            "limits:try",
        ),
    )
)
