"""The bell in the top bar."""

from django.utils.translation import gettext_lazy as _

from zuoxi.notices import queries
from zuoxi.web import nav

nav.register_tool(
    nav.Tool(
        label=_("Notices"),
        url_name="notices:list",
        icon="bell",
        count_key="notices",
        count=queries.count,
        topic="notices",
    )
)
