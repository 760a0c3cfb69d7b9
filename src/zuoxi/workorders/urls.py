"""Addresses of the work-order pages."""

from django.urls import path

from zuoxi.workorders.tables import CENTRAL_PAGES
from zuoxi.workorders.views import (
    codes,
    fields,
    flow_chart,
    grading,
    inquiry,
    intake,
    links,
    lists,
    merging,
    orders,
)

app_name = "workorders"

urlpatterns = [
    path("intake/<str:kind>/", intake.intake, name="intake"),
    *(
        path(f"work-orders/lists/{page.slug}/", lists.central(name), name=f"{name}_list")
        for name, page in CENTRAL_PAGES.items()
    ),
    path("work-area/<str:kind>/", lists.area, name="area_list"),
    path("work-area/<str:kind>/<str:list_name>/", lists.area, name="area_list"),
    path("petitions/", lists.petitions, name="petitions"),
    path("inquiry/", inquiry.inquiry, name="inquiry"),
    path("flow-chart/", flow_chart.flow_chart, name="flow_chart"),
    path("flow-chart/<str:number>/", flow_chart.flow_chart, name="flow_chart"),
    path("work-orders/<str:number>/", orders.order, name="order"),
    path("work-orders/<str:number>/dialog/", orders.panel, name="dialog"),
    path("work-orders/<str:number>/actions/", orders.act, name="act"),
    path("work-orders/<str:number>/grade/", grading.regrade, name="regrade"),
    path("work-orders/<str:number>/merge/", merging.merge, name="merge"),
    path("work-orders/<str:number>/unmerge/", merging.unmerge, name="unmerge"),
    path("work-orders/<str:number>/links/", links.links, name="links"),
    path("work-orders/<str:number>/links/<str:other>/end/", links.unlink, name="unlink"),
    path("settings/code-lists/", codes.code_list, name="code_list"),
    path("settings/code-lists/<str:name>/", codes.code_list, name="code_list"),
    path("settings/request-types/<str:code>/fields/", fields.field_list, name="field_list"),
    path("settings/request-types/<str:code>/fields/new/", fields.field, name="field_new"),
    path("settings/request-types/<str:code>/fields/<str:name>/", fields.field, name="field"),
    path("settings/code-lists/<str:name>/new/", codes.code_item, name="code_item_new"),
    path("settings/code-lists/<str:name>/items/<str:code>/", codes.code_item, name="code_item"),
]
