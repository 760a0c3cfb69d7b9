"""What answers for a case, and what is not agreed."""

from datetime import timedelta

import pytest

from zuoxi.clocks.facts import Milestone
from zuoxi.kernel.belief import forget_everything
from zuoxi.limits import queries
from zuoxi.limits.matching import Case
from zuoxi.limits.soundness import agreed
from zuoxi.limits.tests.factories import LATER, MONDAY, NOW, Limited, hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Limited()


def ask(place, unit=None, at=LATER, **case):
    forget_everything()
    pk = unit.pk if unit else None
    return queries.terms_for(Case(place.centre.pk, unit_id=pk, **case), at)


def amount(answer):
    return answer.limits[Milestone.FINISH].term.amount


class TestAnswers:
    def test_the_answer_names_version_rule_and_what_it_beats(self, place):
        version = place.agreed(
            {"request_type": "fault_repair"},
            {"request_type": "fault_repair", "region": "urban", "limits": {"finish": hours(2)}},
        )
        found = ask(place, place.areas[0], request_type="fault_repair", region="urban")

        assert (found.version_id, found.number) == (version.pk, 1)
        assert amount(found) == 2
        assert found.rule.named == ("request_type", "region")
        assert [each.named for each in found.beaten] == [("request_type",)]
        assert ask(place, place.areas[0], request_type="refund") is None

    def test_it_counts_for_a_unit_from_the_signature_of_its_head_on(self, place):
        version = place.offered()
        place.agree(version, place.areas[0], by="head", now=LATER)

        assert ask(place, at=NOW)
        assert ask(place, place.areas[0], at=NOW) is None
        assert ask(place, place.areas[0], at=LATER)
        assert ask(place, place.areas[1], at=LATER) is None

    def test_it_counts_from_its_day_on_where_the_centre_is(self, place):
        place.agreed(day="2026-11-23")

        assert ask(place, place.areas[0], at=MONDAY - timedelta(hours=11)) is None
        assert ask(place, place.areas[0], at=MONDAY - timedelta(hours=10))

    def test_a_unit_keeps_what_its_head_has_signed(self, place):
        place.agreed()
        second = place.offered({"limits": {"finish": hours(5)}}, now=LATER)
        place.agree(second, place.areas[0], by="head", now=LATER)
        place.reject(second, place.areas[1], by="head2", now=LATER)

        assert [amount(ask(place, each)) for each in place.areas] == [5, 3]
        assert amount(ask(place)) == 5
        assert ask(place, place.areas[0], at=NOW).number == 1

    def test_an_order_keeps_the_version_it_was_promised_under(self, place):
        first = place.agreed()
        place.agreed({"limits": {"finish": hours(5)}}, now=LATER)
        case = Case(place.centre.pk, unit_id=place.areas[0].pk)

        assert amount(queries.terms_of_version(first.pk, case)) == 3
        assert amount(ask(place, place.areas[0])) == 5

    def test_a_draft_can_be_tried(self, place):
        draft = place.draft()
        place.rule(draft, limits={"arrive": hours(1), "finish": hours(3, since="arrived")})
        case = Case(place.centre.pk)
        found = queries.tried(queries.terms_of_version(draft.pk, case), case, NOW)

        assert ask(place) is None
        assert found.due[Milestone.FINISH].at == NOW + timedelta(hours=4)

    @pytest.mark.usefixtures("believing")
    def test_what_answers_is_believed(self, place, django_assert_num_queries):
        place.agreed()
        case = Case(place.centre.pk, unit_id=place.areas[0].pk)
        assert queries.terms_for(case, LATER)
        with django_assert_num_queries(0):
            queries.terms_for(case, LATER)


class TestGaps:
    def names(self, place, by="supervisor"):
        found = queries.unagreed(place.actor(by))
        return [
            (each.unit.code, each.version and each.version.number, each.keeps) for each in found
        ]

    def test_a_centre_without_limits_is_named(self, place):
        assert self.names(place) == [("centre", None, None)]
        assert list(agreed()) == []

    def test_drafts_and_units_that_have_not_signed_are_named(self, place):
        version = place.offered()
        place.agree(version, place.areas[0], by="head")
        assert self.names(place) == [("area-2", 1, None)]
        assert self.names(place, "head") == []
        assert self.names(place, "head2") == [("area-2", 1, None)]
        place.draft()
        assert self.names(place) == [("centre", 2, None), ("area-2", 1, None)]
        assert len(list(agreed())) == 2

    def test_a_unit_for_which_nothing_changes_is_not_asked(self, place):
        area = place.areas[0]
        place.agreed({}, {"unit_id": area.pk, "limits": {"finish": hours(1)}})
        place.offered({}, {"unit_id": area.pk, "limits": {"finish": hours(2)}}, now=LATER)

        assert self.names(place) == [("area-1", 2, 1)]

    def test_a_rejection_is_told_with_its_reason(self, place):
        version = place.offered()
        place.reject(version, place.areas[0], by="head", reason="路途远")

        found = queries.unagreed(place.actor("head"))
        assert [each.reason for each in found] == ["路途远"]

    def test_types_without_a_rule_are_named(self, place):
        draft = place.draft()
        place.rule(draft, request_type="fault_repair")
        codes = {each.code for each in queries.uncovered_types(draft)}
        assert "refund" in codes
        assert "fault_repair" not in codes
        place.rule(draft)
        assert queries.uncovered_types(draft) == []


class TestVisibility:
    def test_units_see_what_the_centre_stands_behind_and_no_draft(self, place):
        version = place.offered()
        draft = place.draft()

        assert set(queries.visible_to(place.actor("supervisor"))) == {version, draft}
        assert set(queries.visible_to(place.actor("director"))) == {version, draft}
        assert set(queries.visible_to(place.actor("area1"))) == {version}
        other = Limited("o-", company=place.company)
        assert not queries.visible_to(other.actor("supervisor"))
