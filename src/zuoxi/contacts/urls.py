"""Addresses of the register, and of the parts on an order's page."""

from django.urls import path

from zuoxi.contacts.views import keeping, orders, processes, register

app_name = "contacts"

_DEPARTMENT = "departments/<int:pk>"
_PERSON = "contact-persons/<int:pk>"
_ORDER = "contact-persons/of-order/<str:number>"

urlpatterns = [
    path("contact-persons/", register.contact_list, name="list"),
    path("contact-persons/export", register.export, name="export"),
    path("contact-persons/gaps", register.gaps, name="gaps"),
    path(_PERSON, keeping.person, name="person"),
    path(f"{_PERSON}/close", keeping.close_person, name="close_person"),
    path(f"{_PERSON}/substitutes", keeping.substitute, name="substitute"),
    path(
        f"{_PERSON}/substitutes/<int:substitution>/remove",
        keeping.remove_substitute,
        name="remove_substitute",
    ),
    path("departments/", register.departments, name="departments"),
    path("departments/found", keeping.found, name="found"),
    path(_DEPARTMENT, register.department, name="department"),
    path(f"{_DEPARTMENT}/functions", keeping.functions, name="functions"),
    path(f"{_DEPARTMENT}/persons/new", keeping.new_person, name="new_person"),
    path(f"{_DEPARTMENT}/interfaces/new", keeping.new_interface, name="new_interface"),
    path(f"{_DEPARTMENT}/processes/new", processes.propose, name="new_process"),
    path("interfaces/<int:pk>", keeping.interface, name="interface"),
    path("interfaces/<int:pk>/close", keeping.close_interface, name="close_interface"),
    path("processes/<int:pk>", processes.process, name="process"),
    path("processes/<int:pk>/approve", processes.approve, name="approve"),
    path("processes/<int:pk>/refuse", processes.refuse, name="refuse"),
    path(_ORDER, orders.of_order, name="of_order"),
    path(f"{_ORDER}/start", orders.start, name="start"),
    path(f"{_ORDER}/attempt", orders.attempt, name="attempt"),
    path(f"{_ORDER}/stop", orders.stop, name="stop"),
    path(f"{_ORDER}/steps", orders.steps_of_order, name="steps"),
    path(f"{_ORDER}/steps/<int:step>/tick", orders.tick, name="tick"),
    path(f"{_ORDER}/steps/<int:step>/untick", orders.untick, name="untick"),
]
