"""One sentence per event of the register, of reach-outs and of processes."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.contacts.choices import End, ReachOutcome, Side, Way
from zuoxi.kernel.models import Event
from zuoxi.web.templatetags.web import exactly


@sentence("contacts.departments_founded")
def _founded(event: Event) -> str:
    names = "、".join(event.data.get("names", []))
    return _("Founded departments of %(department)s: %(names)s.") % {
        "department": event.data.get("department", ""),
        "names": names,
    }


@sentence("contacts.functions_saved")
def _functions(event: Event) -> str:
    return _("Wrote down what %(department)s does.") % _at(event)


@sentence("contacts.interface_saved")
def _interface(event: Event) -> str:
    after = event.data.get("after", {})
    values = {**_at(event), "name": after.get("name", ""), "persons": _list(after.get("persons"))}
    if not event.data.get("before"):
        return _("Added the interface “%(name)s” of %(department)s: %(persons)s.") % values
    return _("Changed the interface “%(name)s” of %(department)s: %(persons)s.") % values


@sentence("contacts.interface_closed")
def _interface_closed(event: Event) -> str:
    values = {**_at(event), "name": event.data.get("interface", "")}
    return _("Closed the interface “%(name)s” of %(department)s.") % values


@sentence("contacts.person_saved")
def _person(event: Event) -> str:
    values = {**_at(event), "person": event.data.get("person", "")}
    if event.data.get("is_new"):
        return _("Added %(person)s to the contact persons of %(department)s.") % values
    return _("Changed the details of the contact person %(person)s of %(department)s.") % values


@sentence("contacts.person_closed")
def _person_closed(event: Event) -> str:
    values = {**_at(event), "person": event.data.get("person", "")}
    return _("Took the contact person %(person)s of %(department)s out of use.") % values


@sentence("contacts.substitute_named")
def _substitute(event: Event) -> str:
    return _(
        "%(substitute)s stands in for %(person)s of %(department)s from %(first_day)s to "
        "%(last_day)s."
    ) % _span(event)


@sentence("contacts.substitute_removed")
def _substitute_removed(event: Event) -> str:
    return _(
        "Took back that %(substitute)s stands in for %(person)s of %(department)s from "
        "%(first_day)s to %(last_day)s."
    ) % _span(event)


@sentence("contacts.exported")
def _exported(event: Event) -> str:
    count = int(event.data.get("rows", 0))
    return ngettext(
        "Took the list of contact persons out as a file, %(count)s row.",
        "Took the list of contact persons out as a file, %(count)s rows.",
        count,
    ) % {"count": count}


@sentence("contacts.process_proposed")
def _proposed(event: Event) -> str:
    values = {**_process(event), "steps": " → ".join(event.data.get("steps", []))}
    return (
        _("Proposed version %(number)s of the process for %(type)s at %(department)s: %(steps)s")
        % values
    )


@sentence("contacts.process_approved")
def _approved(event: Event) -> str:
    side = event.data.get("side", "")
    label = Side(side).label if side in Side.values else side
    values = {**_process(event), "side": label}
    if event.data.get("is_in_force"):
        return (
            _(
                "Agreed for the side “%(side)s” to version %(number)s of the process for %(type)s "
                "at %(department)s, which is in force now."
            )
            % values
        )
    return (
        _(
            "Agreed for the side “%(side)s” to version %(number)s of the process for %(type)s at "
            "%(department)s."
        )
        % values
    )


@sentence("contacts.process_refused")
def _refused(event: Event) -> str:
    values = {**_process(event), "reason": event.data.get("reason", "")}
    return (
        _(
            "Did not agree to version %(number)s of the process for %(type)s at %(department)s: "
            "%(reason)s"
        )
        % values
    )


@sentence("contacts.reach_out_started")
def _started(event: Event) -> str:
    values = {**_turn(event), "interface": event.data.get("interface", "")}
    if event.data.get("is_urgent"):
        text = _("Began to reach %(person)s urgently (%(interface)s), until %(due)s.")
    else:
        text = _("Began to reach %(person)s (%(interface)s).")
    return text % values


@sentence("contacts.reached")
def _reached(event: Event) -> str:
    values = {
        "person": event.data.get("person", ""),
        "way": _way(event),
        "remark": event.data.get("remark", ""),
    }
    if values["remark"]:
        return _("Reached %(person)s by %(way)s: %(remark)s") % values
    return _("Reached %(person)s by %(way)s.") % values


@sentence("contacts.not_reached")
def _not_reached(event: Event) -> str:
    values = {
        **_turn(event),
        "missed": event.data.get("missed", ""),
        "way": _way(event),
        "remark": event.data.get("remark", ""),
        "heads": _list(event.data.get("heads")) or "–",
    }
    if event.data.get("outcome") == ReachOutcome.NO_ANSWER:
        missed = _("%(missed)s did not answer in time.") % values
    elif values["remark"]:
        missed = _("Did not reach %(missed)s by %(way)s: %(remark)s") % values
    else:
        missed = _("Did not reach %(missed)s by %(way)s.") % values
    if event.data.get("is_last"):
        after = _("That was the last one; it starts over with %(person)s. Heads: %(heads)s.")
    elif values["due"]:
        after = _("Now it is the turn of %(person)s, until %(due)s.")
    else:
        after = _("Now it is the turn of %(person)s.")
    return f"{missed} {after % values}"


@sentence("contacts.reach_out_ended")
def _ended(event: Event) -> str:
    if event.data.get("end") == End.LEG_ENDED:
        return _("Nobody has to be reached any more: the order has left the department.")
    return _("Stopped reaching out: %(reason)s") % {"reason": event.data.get("reason", "")}


@sentence("contacts.step_ticked")
def _ticked(event: Event) -> str:
    return _("Done, step %(position)s of %(steps)s of the process: %(step)s") % _step(event)


@sentence("contacts.step_unticked")
def _unticked(event: Event) -> str:
    return _(
        "Not done after all, step %(position)s of %(steps)s: %(step)s. Reason: %(reason)s"
    ) % _step(event)


def _at(event: Event) -> dict[str, str]:
    return {"department": str(event.data.get("department", ""))}


def _span(event: Event) -> dict[str, str]:
    names = ("person", "substitute", "first_day", "last_day")
    return {**_at(event), **{name: str(event.data.get(name, "")) for name in names}}


def _process(event: Event) -> dict[str, str]:
    return {
        **_at(event),
        "type": str(event.data.get("request_type", "")),
        "number": str(event.data.get("number", "")),
    }


def _turn(event: Event) -> dict[str, str]:
    person, stands_for = str(event.data.get("person", "")), str(event.data.get("for", ""))
    if stands_for:
        person = _("%(person)s (for %(absent)s)") % {"person": person, "absent": stands_for}
    due = str(event.data.get("due_at", ""))
    return {"person": person, "due": exactly(datetime.fromisoformat(due)) if due else ""}


def _step(event: Event) -> dict[str, str]:
    return {name: str(event.data.get(name, "")) for name in ("step", "position", "steps", "reason")}


def _way(event: Event) -> str:
    way = event.data.get("way", "")
    return str(Way(way).label) if way in Way.values else ""


def _list(names: list[str] | None) -> str:
    return "、".join(names or [])
