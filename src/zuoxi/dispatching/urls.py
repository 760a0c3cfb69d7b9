"""Addresses of the console."""

from django.urls import path

from zuoxi.dispatching.views import bulk, console, orders

app_name = "dispatching"

urlpatterns = [
    path("dispatching/", console.console, name="console"),
    path("dispatching/columns/<str:list_name>/", console.column, name="column"),
    path("dispatching/out/", console.out, name="out"),
    path("dispatching/archive/", console.archive, name="archive"),
    path("dispatching/orders/<str:number>/presence/", orders.presence, name="presence"),
    path("dispatching/orders/<str:number>/claim/", orders.claim, name="claim"),
    path("dispatching/bulk/", bulk.start, name="start_bulk"),
    path("dispatching/bulk/<int:pk>/", bulk.bulk, name="bulk"),
    path("dispatching/bulk/<int:pk>/undo/", bulk.undo, name="undo_bulk"),
    path("dispatching/bulk/new/<str:kind>/", bulk.new, name="new_bulk"),
]
