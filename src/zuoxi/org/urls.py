"""Addresses of people, organisation and work areas."""

from django.urls import path

from zuoxi.org.views import areas, people, units

app_name = "org"

_PERSON = "settings/people/<int:user_id>"
_UNIT = "settings/organisation/<int:unit_id>"
_AREA = "settings/work-areas/<int:unit_id>"
_TECHNICIAN = "settings/technicians/<int:technician_id>"

urlpatterns = [
    path("settings/people", people.people, name="people"),
    path("settings/people/new", people.new_person, name="new_person"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}/deactivate", people.deactivate_person, name="deactivate_person"),
    path(f"{_PERSON}/reactivate", people.reactivate_person, name="reactivate_person"),
    path(f"{_PERSON}/unlock", people.unlock_person, name="unlock_person"),
    path(f"{_PERSON}/reset-password", people.reset_password, name="reset_password"),
    path(f"{_PERSON}/roles", people.assign_role, name="assign_role"),
    path(
        f"{_PERSON}/roles/<int:assignment_id>/withdraw", people.withdraw_role, name="withdraw_role"
    ),
    path("settings/organisation", units.organisation, name="organisation"),
    path("settings/organisation/new", units.new_unit, name="new_unit"),
    path(_UNIT, units.unit, name="unit"),
    path(f"{_UNIT}/deactivate", units.deactivate_unit, name="deactivate_unit"),
    path(f"{_UNIT}/reactivate", units.reactivate_unit, name="reactivate_unit"),
    path("settings/work-areas", areas.work_areas, name="work_areas"),
    path("settings/work-areas/new", areas.new_area, name="new_area"),
    path(_AREA, areas.work_area, name="work_area"),
    path(f"{_AREA}/deactivate", areas.deactivate_area, name="deactivate_area"),
    path(f"{_AREA}/reactivate", areas.reactivate_area, name="reactivate_area"),
    path("settings/technicians/new", areas.new_technician, name="new_technician"),
    path(_TECHNICIAN, areas.technician, name="technician"),
    path(f"{_TECHNICIAN}/deactivate", areas.deactivate_technician, name="deactivate_technician"),
    path(f"{_TECHNICIAN}/reactivate", areas.reactivate_technician, name="reactivate_technician"),
]
