"""The cards of the orders on site in HTML; in Python for the reason of ``workorders``.

An order's own page shows the same parts.
"""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.fieldwork.presenters.visits import Visit
from zuoxi.web.markup import html, joined
from zuoxi.web.paths import of_each
from zuoxi.web.templatetags.web import icon
from zuoxi.workorders.presenters.excerpts import cut
from zuoxi.workorders.presenters.marks import badge

_MATTER = 120
_NOTHING = "—"


class Forms:
    """What the forms of all orders on a page have in common; ``back`` is where they return to."""

    def __init__(self, csrf_token: str, back: str) -> None:
        self.back = back
        self.token = html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', csrf_token)
        self.page = of_each("fieldwork:order")
        self.contact = of_each("fieldwork:contact")
        self.act = of_each("workorders:act")
        self.accept = pgettext("action", "Accept")
        self.words = render_to_string("fieldwork/_words.html", {"title": self.accept})


def cards(visits: Iterable[Visit], forms: Forms, *, with_technician: bool) -> SafeString:
    """Return the cards of a list; ``with_technician`` where it has those of several."""
    pending = _("Kept on this phone, not sent yet.")
    return joined(
        html("<li>{}</li>", _card(each, forms, pending, with_technician=with_technician))
        for each in visits
    )


def when(visit: Visit) -> SafeString:
    """Return the appointment: the time, and the day unless it is today."""
    due = visit.order.appointment_at
    if due is None:
        nothing = _("No appointment")
        return html('<p class="field-when"><span class="text-secondary">{}</span></p>', nothing)
    due = localtime(due)
    return html(
        '<p class="field-when"><time datetime="{}">{} <strong>{}</strong></time></p>',
        due.isoformat(),
        f"{due:%m-%d}" if visit.is_another_day else "",
        f"{due:%H:%M}",
    )


def marks(visit: Visit) -> SafeString:
    """Return the status, and before it what makes the order pressing."""
    shown = []
    if visit.is_overdue:
        shown.append(badge(pgettext("appointment", "Overdue"), "red", "hourglass"))
    if visit.order.urges:
        urged = _("Urged %(urges)s×") % {"urges": visit.order.urges}
        shown.append(badge(urged, "amber", "bell-ringing"))
    shown.append(badge(visit.status_label, visit.tone, visit.icon))
    return html('<p class="field-marks">{}</p>', joined(shown))


def contact(visit: Visit, forms: Forms) -> SafeString:
    """Return the ways to the customer, each one tap.

    The number or the address is opened for this visit, which is logged, and the link followed.
    """
    return html('<div class="field-contact">{}{}</div>', _call(visit, forms), _map(visit, forms))


def accept(visit: Visit, forms: Forms) -> SafeString:
    """Return the form of one button by which the order is taken on."""
    return html(
        '<form method="post" action="{}" data-step="accept" data-order="{}" {}>{}'
        '<input type="hidden" name="action" value="accept">'
        '<input type="hidden" name="version" value="{}">'
        '<input type="hidden" name="next" value="{}">'
        '<div class="note tone-red" role="alert" tabindex="-1" data-step-faults hidden></div>'
        '<button type="submit" class="btn btn-primary">{} {}</button></form>',
        forms.act(visit.order.number),
        visit.order.number,
        forms.words,
        forms.token,
        visit.order.version,
        forms.back,
        icon("check"),
        forms.accept,
    )


def _card(visit: Visit, forms: Forms, pending: str, *, with_technician: bool) -> SafeString:
    order = visit.order
    url = forms.page(order.number)
    technician = order.technician.name if with_technician and order.technician else ""
    return html(
        '<article class="field-card{}" data-number="{}" data-keep="{}" data-stamp="{}">'
        '<p class="note tone-amber" data-pending hidden>{}</p>'
        "<header>{}{}</header>"
        '<h3><a href="{}"><bdi>{}</bdi></a></h3>'
        '<p class="field-place" dir="auto">{}</p><p class="field-matter" dir="auto">{}</p>'
        '<p class="field-about">{} · {}{}</p>{}<div class="field-buttons">{}{}</div></article>',
        " is-overdue" if visit.is_overdue else "",
        order.number,
        url,
        visit.stamp,
        pending,
        when(visit),
        marks(visit),
        url,
        visit.card.title,
        visit.address or _NOTHING,
        cut(order.description, _MATTER),
        order.number,
        order.request_type.label,
        html(" · <bdi>{}</bdi>", technician) if with_technician else "",
        contact(visit, forms),
        accept(visit, forms) if visit.is_offered else _complete(url),
        _link(f"{url}#return", "arrow-back-up", pgettext("action", "Return")),
    )


def _complete(url: str) -> SafeString:
    words = pgettext("action", "Complete")
    return _link(f"{url}#complete", "circle-check", words, css="btn btn-primary")


def _link(url: str, picture: str, words: str, *, css: str = "btn") -> SafeString:
    return html('<a class="{}" href="{}">{} {}</a>', css, url, icon(picture), words)


def _call(visit: Visit, forms: Forms) -> SafeString | str:
    words = html(
        '{} {} <bdi class="field-number">{}</bdi>',
        icon("phone"),
        pgettext("button", "Call"),
        visit.phone,
    )
    if visit.phone_uri:
        return html('<a class="btn" href="{}">{}</a>', visit.phone_uri, words)
    return _asked_for("call", words, visit, forms) if visit.phone else ""


def _map(visit: Visit, forms: Forms) -> SafeString | str:
    words = html("{} {}", icon("map-pin"), _("Directions"))
    if visit.map_url:
        return html(
            '<a class="btn" href="{}" target="_blank" rel="noopener noreferrer">{}</a>',
            visit.map_url,
            words,
        )
    return _asked_for("map", words, visit, forms) if visit.address else ""


def _asked_for(what: str, words: SafeString, visit: Visit, forms: Forms) -> SafeString:
    return html(
        '<form method="post" action="{}" data-contact>{}'
        '<button type="submit" class="btn" name="for" value="{}">{}</button></form>',
        forms.contact(visit.order.number),
        forms.token,
        what,
        words,
    )
