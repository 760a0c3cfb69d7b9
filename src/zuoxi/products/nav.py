"""The place of products in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=pgettext_lazy("nav", "Products"),
        url_name="products:list",
        icon="package",
        order=55,
        also=("products:detail", "products:new", "products:update"),
    )
)
