"""Addresses of linkage."""

from django.urls import path

from zuoxi.linkage.views import exchanges, items, orders

app_name = "linkage"

urlpatterns = [
    path("linkage/", items.items, name="list"),
    path("linkage/daily/", items.daily, name="daily"),
    path("linkage/figures/", items.figures, name="figures"),
    path("linkage/departments/<int:pk>/orders/", items.inbound, name="inbound"),
    path("linkage/customers/<str:customer_no>/", items.of_customer, name="of_customer"),
    path("linkage/orders/<str:number>/", orders.of_order, name="of_order"),
    path("linkage/orders/<str:number>/transfer/", orders.transfer, name="transfer"),
    path("linkage/orders/<str:number>/divide/", orders.divide, name="divide"),
    path("linkage/orders/<str:number>/rule/", orders.rule, name="rule"),
    path("linkage/orders/<str:number>/waive/", orders.waive, name="waive"),
    path("linkage/orders/<str:number>/inform/", orders.inform, name="inform"),
    path("linkage/orders/<str:number>/handler/", orders.handler, name="handler"),
    path("linkage/exchanges/", exchanges.exchanges, name="exchanges"),
    path("linkage/exchanges/new/", exchanges.new_exchange, name="new_exchange"),
    path("linkage/exchanges/<int:pk>/", exchanges.exchange, name="exchange"),
    path("linkage/exchanges/<int:pk>/reply/", exchanges.reply, name="reply"),
    path("linkage/exchanges/<int:pk>/close/", exchanges.close, name="close"),
]
