"""All addresses: pages by package, the API, health."""

# LEAD: tolerant while packages are being written; becomes a plain list before landing.
from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from zuoxi.api import site

for _package in ("accounts", "customers", "workorders", "org", "callbacks"):
    try:
        site.mount(import_module(f"zuoxi.{_package}.api").router)
    except (ModuleNotFoundError, ImportError) as error:
        print("api not ready:", _package, error)

handler400 = "zuoxi.web.views.handler400"
handler403 = "zuoxi.web.views.handler403"
handler404 = "zuoxi.web.views.handler404"
handler500 = "zuoxi.web.views.handler500"

urlpatterns = [
    path("", include(f"zuoxi.{package}.urls"))
    for package in (
        "web",
        "desk",
        "accounts",
        "org",
        "audit",
        "customers",
        "workorders",
        "callbacks",
    )
    if find_spec(f"zuoxi.{package}.urls")
] + [path("api/", include("zuoxi.api.urls")), path("api/v1/", site.api.urls)]
