"""Corrections: field by field, so that two people who correct different fields both succeed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.customers import drafts, masks, pinyin, queries
from zuoxi.customers.actions import rows
from zuoxi.customers.choices import DEFAULT_AREA_CODE, FIELD_LABELS
from zuoxi.customers.drafts import CustomerChanges
from zuoxi.customers.events import CustomerCorrected
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import may_correct, may_correct_at
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Stale
from zuoxi.kernel.faults import Faults

_PLAIN = ("kind", "customer_class", "name", "company_name", "note")
_LISTS = ("contact_points", "addresses")
# What a customer is found by in words.
_NAMES = frozenset({"name", "company_name", "contact_points"})
# What an unmasked look is needed for; the rest is shown to everybody who sees the record.
_MASKED = frozenset({"name", "note", *_LISTS})


@action("customers.correct", policy=may_correct)
def correct_customer(
    *,
    actor: Actor,
    customer_no: str,
    changes: CustomerChanges,
    now: datetime,
    base_version: int | None = None,
) -> Customer:
    """Change the given fields and return the customer; old and new values stay in the event.

    ``base_version`` is the version that the person looked at. Raises Stale if one of the changed
    fields was changed by somebody else since, with ``extra["conflicts"]``, and InvalidInput.
    """
    customer = rows.lock(actor, queries.canonical_no(customer_no), allowed=may_correct_at)
    before = rows.record_of(customer)
    given = _clean(changes, before, now)
    changed = {
        name: [before[name], value] for name, value in given.items() if value != before[name]
    }
    if base_version is not None and base_version != customer.version:
        _refuse_overwriting(actor, customer, base_version, before, given, now)
    if not changed:
        return customer
    _write(customer, {name: new for name, (_old, new) in changed.items()}, before)
    publish(
        CustomerCorrected(
            subject_id=customer.pk,
            centre_id=customer.centre_id,
            customer_no=customer.customer_no,
            data={
                "customer_no": customer.customer_no,
                "version": customer.version,
                "changes": changed,
            },
        ),
        actor=actor,
        now=now,
    )
    return customer


def _clean(changes: CustomerChanges, before: dict[str, Any], now: datetime) -> dict[str, Any]:
    faults = Faults()
    texts = {name: value for name in _PLAIN if (value := getattr(changes, name)) is not None}
    # A class that has been retired stays possible for those who have it.
    classes = {before["customer_class"], *_active_classes()}
    given = drafts.clean_basics(faults, texts, classes)
    if changes.contact_points is not None:
        given["contact_points"] = drafts.clean_contacts(
            faults,
            changes.contact_points,
            area_code=DEFAULT_AREA_CODE.at(now),
            known={entry["value"]: entry for entry in before["contact_points"]},
        )
    if changes.addresses is not None:
        given["addresses"] = drafts.clean_addresses(faults, changes.addresses)
    _refuse_masks(faults, before, given)
    drafts.check_whole(faults, before | given)
    faults.stop()
    return given


def _active_classes() -> Iterable[str]:
    return queries.customer_classes().values_list("code", flat=True)


def _refuse_masks(faults: Faults, before: dict[str, Any], given: dict[str, Any]) -> None:
    """Keep a masked value, sent back as it was shown, from replacing the real one."""
    message = _("This is the masked value. Reveal the record before you correct it.")
    name = given.get("name")
    if name and name != before["name"] and name == masks.mask_name(before["name"]):
        faults.add("name", message)
    known = {entry["text"] for entry in before["addresses"]}
    shown = {masks.mask_address(text) for text in known} | {"***"}
    for at, entry in enumerate(given.get("addresses", [])):
        if entry["text"] in shown - known:
            faults.add(f"addresses.{at}.text", message)


def _refuse_overwriting(
    actor: Actor,
    customer: Customer,
    base_version: int,
    before: dict[str, Any],
    given: dict[str, Any],
    now: datetime,
) -> None:
    """Raise Stale for the given fields that somebody else corrected after ``base_version``.

    Equal values are no conflict, except where the answer would tell somebody who has not revealed
    the record what a masked value is, and after a version that never was.
    """
    never_was = base_version > customer.version
    since = set(given) if never_was else queries.fields_changed_since(customer, base_version)
    is_revealed = customer.pk in queries.revealed_customer_ids(actor, now, among=[customer.pk])
    hidden = frozenset() if is_revealed else _MASKED
    both = [
        name
        for name, value in given.items()
        if name in since and (never_was or name in hidden or value != before[name])
    ]
    if not both:
        return
    conflicts = {
        name: {"theirs": None if name in hidden else before[name], "mine": given[name]}
        for name in both
    }
    message = _("Somebody else changed this field in the meantime. Compare the two values.")
    raise Stale(
        _(
            "Somebody else corrected this customer in the meantime: %(fields)s. "
            "Compare the values, then save again."
        )
        % {"fields": _(", ").join(str(FIELD_LABELS[name]) for name in both)},
        fields={name: [message] for name in both},
        extra={"version": customer.version, "conflicts": conflicts},
    )


def _write(customer: Customer, changed: dict[str, Any], before: dict[str, Any]) -> None:
    for name in _PLAIN:
        if name in changed:
            column = "customer_class_id" if name == "customer_class" else name
            setattr(customer, column, changed[name])
    if "contact_points" in changed:
        rows.replace_contacts(customer, changed["contact_points"])
    if "addresses" in changed:
        rows.replace_addresses(customer, changed["addresses"])
    if _NAMES & changed.keys():
        customer.grams = rows.grams_for(before | changed)
        rows.replace_spellings(customer, before | changed)
        customer.pinyin_version = pinyin.VERSION
    customer.version += 1
    customer.save()
    # What was loaded for the comparison is no longer what stands there.
    del customer.points, customer.places
