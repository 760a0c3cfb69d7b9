"""Drafts, agreements, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.accounts.choices import Role
from zuoxi.calendars.tests.factories import calendar_of, set_week
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.limits import actions, queries
from zuoxi.limits.models import Agreement, Rule, Version
from zuoxi.limits.presets import preset
from zuoxi.limits.tests.factories import LATER, NOW, TODAY, Limited, hours, working_days
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Limited()


def refused(call, **kwargs) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as refusal:
        call(**kwargs)
    return refusal.value.fields


def start(place, by="supervisor", **wanted):
    return actions.start_draft(
        actor=place.actor(by),
        centre_id=place.centre.pk,
        wanted=actions.WantedDraft(**wanted),
        now=NOW,
    )


class TestDrafts:
    def test_a_shipped_set_becomes_a_draft_with_what_it_needs(self, place):
        started = start(place, preset="power", creates=True)

        assert started.missing == ()
        stored = {each.key: each for each in queries.rules_of(started.version.pk)}
        assert stored == {each.key: each for each in preset("power").rules}
        made = CodeItem.objects.get(list="request_type", code="meter_fault")
        assert (made.label_zh_hans, made.label_en) == ("电能表异常", "Irregular meter")
        assert CodeItem.objects.get(list="grade", code="special").label_zh_hant == "特殊"

    def test_what_is_missing_is_listed_and_left_out(self, place):
        started = start(place, preset="power")

        codes = {each.code for each in started.missing}
        assert {"meter_fault", "report", "special"} <= codes
        assert "fault_repair" not in codes
        rules = queries.rules_of(started.version.pk)
        assert {each.request_type for each in rules} == {
            "fault_repair",
            "service_complaint",
            "consultation",
            "business_acceptance",
        }

    def test_types_are_mapped_to_those_that_the_centre_has(self, place):
        types = {"report": "service_complaint", "service_complaint": "", "praise": "test"}
        started = start(place, preset="power", types=types)
        rules = {each.request_type: each for each in queries.rules_of(started.version.pk)}

        assert rules["service_complaint"].note.startswith("JB")
        assert rules["test"].note.startswith("BY")

    @pytest.mark.parametrize(
        ("wanted", "field"),
        [
            ({"preset": "water"}, "preset"),
            ({"copied_from": 999_999}, "copied_from"),
            ({"preset": "power", "copied_from": 1}, "preset"),
            ({"preset": "power", "types": {"report": "nothing"}}, "types"),
            ({"preset": "power", "types": {"nothing": "test"}}, "types"),
            ({"preset": "power", "types": {"report": "test", "praise": "test"}}, "types"),
            ({"preset": "power", "types": {"report": "consultation"}}, "types"),
        ],
    )
    def test_what_cannot_be_started_from_is_refused(self, place, wanted, field):
        assert field in refused(start, place=place, **wanted)

    def test_only_a_supervisor_adds_to_the_code_lists(self, place):
        wanted = {"preset": "power", "creates": True}

        assert set(refused(start, place=place, by="director", **wanted)) == {"creates"}
        assert start(place, "director", preset="generic").version.number == 1

    def test_a_centre_has_one_open_version(self, place):
        draft = place.draft()
        with pytest.raises(Conflict), transaction.atomic():
            place.draft()
        actions.withdraw(
            actor=place.actor("supervisor"), version_id=draft.pk, expected_revision=None, now=NOW
        )
        assert place.draft().number == 2

    def test_the_head_of_a_unit_does_not_draft(self, place):
        with pytest.raises(Forbidden):
            start(place, "head")
        other = Place("o-", company=place.company)
        with pytest.raises(NotFound):
            actions.start_draft(
                actor=place.actor("supervisor"),
                centre_id=other.centre.pk,
                wanted=actions.WantedDraft(),
                now=NOW,
            )

    def test_a_draft_copies_the_last_version(self, place):
        old = place.agreed({"grade": "urgent", "unit_id": place.areas[0].pk, "region": "urban"})
        new = place.draft(copied_from=old.pk)

        assert queries.rules_of(new.pk) == queries.rules_of(old.pk)
        assert new.number == 2


class TestRules:
    def test_a_rule_is_added_changed_and_taken_out_with_one_event_each(self, place):
        draft = place.draft()
        row = place.rule(draft, request_type="fault_repair", limits={"finish": hours(3)})
        place.rule(
            draft,
            rule_id=row.pk,
            request_type="fault_repair",
            limits={"finish": hours(4, pauses=("parts", "customer"))},
        )
        (rule,) = queries.rules_of(draft.pk)
        (limit,) = rule.limits.values()
        assert (limit.term.amount, limit.pauses) == (4, ("customer", "parts"))
        actions.remove_rule(
            actor=place.actor("director"),
            version_id=draft.pk,
            rule_id=row.pk,
            expected_revision=2,
            now=NOW,
        )
        assert queries.rules_of(draft.pk) == []
        kinds = Event.objects.filter(subject_type="limits.version").order_by("pk")
        assert list(kinds.values_list("kind", flat=True)) == [
            "limits.draft_started",
            "limits.rule_set",
            "limits.rule_set",
            "limits.rule_removed",
        ]

    def test_the_same_again_is_no_change(self, place):
        draft = place.draft()
        row = place.rule(draft)
        place.rule(draft, rule_id=row.pk)
        assert Version.objects.get(pk=draft.pk).revision == 1

    def test_two_rules_for_the_same_cases_are_refused(self, place):
        draft = place.draft()
        place.rule(draft, grade="urgent")
        with transaction.atomic():
            assert set(refused(place.rule, version=draft, grade="urgent")) == {"request_type"}
        place.rule(draft, grade="urgent", region="rural")
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.filter(region=None).update(
                region=CodeItem.objects.get(list="region_class", code="rural")
            )

    def test_all_that_is_wrong_is_said_at_once(self, place):
        wanted = {
            "grade": "x",
            "request_type": "x",
            "region": "x",
            "unit_id": place.centre.pk,
            "source": "",
            "evidence": "x",
            "limits": {
                "dispatch": hours(None),
                "accept": hours(1, since="yesterday"),
                "finish": working_days(9999),
                "arrive": hours(1, evidence="law"),
                "party": hours(1),
            },
        }
        assert set(refused(place.rule, version=place.draft(), **wanted)) == {
            "grade",
            "request_type",
            "region",
            "unit",
            "source",
            "evidence",
            "dispatch",
            "accept",
            "finish",
            "arrive",
            "limits",
        }

    @pytest.mark.parametrize(
        ("limits", "field"),
        [
            ({}, "limits"),
            ({"accept": hours(4), "finish": hours(3)}, "accept"),
            ({"finish": working_days(5), "reply": working_days(3)}, "finish"),
            ({"finish": hours(3, since="arrived")}, "finish"),
            ({"dispatch": hours(3, since="finished")}, "dispatch"),
            ({"finish": hours(0)}, "finish"),
        ],
    )
    def test_what_can_never_be_met_is_refused_at_its_milestone(self, place, limits, field):
        assert set(refused(place.rule, version=place.draft(), limits=limits)) == {field}

    def test_working_time_that_the_unit_never_has_is_refused(self, place):
        calendar = set_week(calendar_of(place.areas[0]))
        calendar.weeks.get().hours.all().delete()
        wanted = {"unit_id": place.areas[0].pk, "limits": {"finish": working_days(3)}}

        assert set(refused(place.rule, version=place.draft(), **wanted)) == {"finish"}

    def test_an_older_revision_is_refused(self, place):
        draft = place.draft()
        place.rule(draft, revision=0)
        with pytest.raises(Stale):
            place.rule(draft, grade="low", revision=0)

    def test_a_proposed_version_is_not_changed(self, place):
        draft = place.draft()
        row = place.rule(draft)
        place.propose(draft)
        with pytest.raises(Conflict):
            place.rule(draft, grade="low")
        with pytest.raises(Conflict):
            actions.remove_rule(
                actor=place.actor("supervisor"),
                version_id=draft.pk,
                rule_id=row.pk,
                expected_revision=None,
                now=NOW,
            )


class TestAgreement:
    def test_both_sides_sign_and_it_is_kept_who_and_when(self, place):
        version = place.offered()
        assert (version.state, version.decided_by_id) == ("offered", place.users["director"].pk)
        place.agree(version, place.areas[0], by="head", now=LATER)

        agreement = Agreement.objects.get()
        assert agreement.signed_at == LATER
        assert agreement.signed_by == place.users["head"]
        assert agreement.centre_signed_by == place.users["director"]

    def test_a_day_that_has_passed_is_refused_when_proposed_and_when_agreed(self, place):
        draft = place.draft()
        place.rule(draft)
        assert set(refused(place.propose, version=draft, day="2026-11-19")) == {"valid_from"}
        place.propose(draft, day=TODAY)
        tomorrow = NOW + timedelta(days=1)
        assert set(refused(place.agree, version=draft, now=tomorrow)) == {"valid_from"}

    def test_a_later_version_does_not_begin_before_the_last_one(self, place):
        place.offered(day="2026-12-01")
        draft = place.draft()
        place.rule(draft)
        assert set(refused(place.propose, version=draft, day="2026-11-30")) == {"valid_from"}
        assert place.propose(draft, day="2026-12-01").state == "proposed"

    def test_nothing_and_what_became_impossible_is_not_proposed(self, place):
        draft = place.draft()
        assert set(refused(place.propose, version=draft, day="x")) == {"valid_from", "rules"}
        place.rule(draft, unit_id=place.areas[0].pk, limits={"finish": working_days(3)})
        calendar = set_week(calendar_of(place.areas[0]))
        calendar.weeks.get().hours.all().delete()
        assert set(refused(place.propose, version=draft)) == {"rules"}

    def test_who_is_not_head_does_not_agree(self, place):
        draft = place.draft()
        place.rule(draft)
        place.propose(draft)
        for by in ("supervisor", "area1", "head"):
            with pytest.raises((Forbidden, NotFound)):
                place.agree(draft, by=by)
        place.agree(draft)
        for by in ("director", "head2"):
            with pytest.raises(Forbidden):
                place.agree(draft, place.areas[0], by=by)

    def test_one_person_does_not_sign_for_both_sides(self, place):
        both = [(Role.UNIT_HEAD, place.centre), (Role.UNIT_HEAD, place.areas[0])]
        place.users["both"] = place.user("both", *both)
        draft = place.draft()
        place.rule(draft)
        place.propose(draft)
        place.agree(draft, by="both")
        with pytest.raises(Conflict) as refusal:
            place.agree(draft, place.areas[0], by="both")
        assert refusal.value.code == "same_person"
        place.agree(draft, place.areas[0], by="head")
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.update(signed_by=place.users["both"])

    def test_units_are_not_asked_before_the_centre_has_agreed(self, place):
        draft = place.draft()
        place.rule(draft)
        place.propose(draft)
        place.users["both"] = place.user(
            "both", (Role.UNIT_HEAD, place.areas[0]), (Role.SUPERVISOR, place.centre)
        )
        with pytest.raises(Conflict):
            place.agree(draft, place.areas[0], by="both")
        with pytest.raises(NotFound):
            place.agree(draft, place.areas[0], by="head")

    def test_a_rejection_says_why_and_the_next_draft_answers(self, place):
        draft = place.draft()
        place.rule(draft)
        place.propose(draft)
        assert set(refused(place.reject, version=draft, reason=" ")) == {"reason"}
        place.reject(draft, reason="人手不足")
        found = Version.objects.get()
        assert (found.state, found.reason) == ("rejected", "人手不足")
        with pytest.raises(Conflict):
            place.agree(draft)
        assert queries.rules_of(place.draft(copied_from=draft.pk).pk)

    def test_a_unit_decides_once(self, place):
        version = place.offered()
        place.reject(version, place.areas[0], by="head", reason="路途远")
        with pytest.raises(Conflict):
            place.agree(version, place.areas[0], by="head")
        assert Agreement.objects.get().reason == "路途远"
        with pytest.raises(NotFound):
            place.agree(version, place.company, by="head")

    def test_what_is_offered_is_not_withdrawn(self, place):
        version = place.offered()
        with pytest.raises(Conflict):
            actions.withdraw(
                actor=place.actor("supervisor"),
                version_id=version.pk,
                expected_revision=None,
                now=NOW,
            )
