"""Keeping views, as people do it."""

from zuoxi.savedviews import actions
from zuoxi.workorders.tests.factories import NOW

ADDRESS = "/inquiry/?form_type=fault_report&columns=number,status&sort=-received"


def save(place, *, by="supervisor", name="故障单", address=ADDRESS, **wanted):
    return actions.save_view(
        actor=place.actor(by),
        wanted=actions.Wanted(name=name, address=address, **wanted),
        now=NOW,
    )
