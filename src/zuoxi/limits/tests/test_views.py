"""Limits as a browser sees them."""

import pytest
import time_machine

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.limits import queries
from zuoxi.limits.models import Version
from zuoxi.limits.tests.factories import LATER, NOW, Limited, hours, working_days
from zuoxi.workorders.models import CodeItem

pytestmark = pytest.mark.django_db

LIST = "/settings/limits"


@pytest.fixture
def place():
    with time_machine.travel(NOW, tick=False):
        yield Limited()


def text_of(answer) -> str:
    return answer.content.decode()


def of(version, rest="") -> str:
    return f"{LIST}/{version.pk}{rest}"


def reader(place, name="supervisor"):
    return signed_in(place.users[name], language="en")


class TestLooking:
    def test_without_limits_the_list_says_what_to_do(self, place):
        page = text_of(reader(place).get(LIST))

        assert "No limits yet" in page
        assert "has no limits" in page
        assert f"{LIST}/new?centre={place.centre.pk}" in page

    def test_the_list_shows_versions_and_what_is_not_agreed(self, place):
        version = place.offered()
        place.reject(version, place.areas[0], by="head", reason="路途远")
        page = text_of(reader(place).get(LIST))

        assert "In force" in page
        assert "rejected: 路途远" in " ".join(page.split())
        assert "no limits count meanwhile" in page
        seen = text_of(reader(place, "area2").get(LIST))
        assert "路途远" not in seen
        assert "New draft" not in seen

    def test_the_matrix_says_each_limit_in_words(self, place):
        version = place.draft(preset="power", creates=True)
        page = " ".join(text_of(reader(place).get(of(version))).split())

        for words in (
            "45 min",
            "5 working days",
            "from arrival",
            "at once",
            "24 h",
            "<sup>S</sup>",
        ):
            assert words in page
        assert "Request types without a limit:" in page
        assert "Add a rule" in page
        chinese = text_of(signed_in(place.users["supervisor"], language="zh-hans").get(of(version)))
        for words in ("20 分钟", "5 个工作日", "到场"):
            assert words in chinese

    def test_filters_leave_what_may_answer(self, place):
        version = place.draft()
        place.rule(version, request_type="fault_repair", note="甲")
        place.rule(version, grade="urgent", note="乙")
        place.rule(version, request_type="consultation", note="丙")
        page = text_of(reader(place).get(of(version), {"request_type": "fault_repair"}))

        assert [each in page for each in "甲乙丙"] == [True, True, False]
        page = text_of(reader(place).get(of(version), {"region": "rural", "grade": "low"}))
        assert "乙" not in page

    def test_two_versions_are_compared(self, place):
        old = place.agreed({"request_type": "fault_repair"}, {"grade": "low"})
        new = place.draft(copied_from=old.pk)
        rules = {each.request_type: each.pk for each in queries.rules_of(new.pk)}
        place.rule(
            new, rule_id=rules["fault_repair"], request_type="fault_repair",
            limits={"finish": hours(5)},
        )  # fmt: skip
        page = " ".join(text_of(reader(place).get(of(new, f"/since/{old.pk}"))).split())

        assert "<del>3 h</del> → <ins>5 h</ins>" in page
        assert "Both versions say the same" in text_of(
            reader(place).get(of(old, f"/since/{old.pk}"))
        )

    def test_who_may_not_see_a_draft_does_not_find_it(self, place):
        draft = place.draft()
        assert reader(place, "head").get(of(draft)).status_code == 404
        assert reader(place, "director").get(of(draft)).status_code == 200


class TestTrying:
    def ask(self, place, version, **query):
        given = {"start": "2026-11-20T10:00"} | query
        return reader(place).get(of(version, "/try"), given)

    def test_a_case_has_its_rule_every_due_time_and_the_reasons(self, place):
        version = place.draft()
        place.rule(version, request_type="fault_repair", limits={"reply": working_days(5)})
        place.rule(
            version,
            request_type="fault_repair",
            region="urban",
            limits={"arrive": hours(1), "finish": hours(3, since="arrived")},
        )
        answer = self.ask(place, version, request_type="fault_repair", region="urban")
        page = " ".join(text_of(answer).split())

        assert "it names Request type, Region class" in page
        assert "20 Nov 2026 (Fri) 14:00" in page
        assert "Runs round the clock for 3 h" in page
        assert "Less specific:" in page

    def test_a_matter_without_a_rule_has_no_limit(self, place):
        version = place.draft()
        place.rule(version, request_type="fault_repair")
        assert "it has no limit" in text_of(self.ask(place, version))

    @pytest.mark.parametrize("query", [{"start": "x"}, {"start": ""}, {"unit": "999999"}])
    def test_what_is_no_case_is_refused(self, place, query):
        assert self.ask(place, place.draft(), **query).status_code == 422


class TestDrafting:
    def test_a_shipped_set_is_chosen_and_mapped(self, place):
        client = reader(place)
        address = f"{LIST}/new?centre={place.centre.pk}&base=power"
        page = text_of(client.get(address))
        assert 'name="type_meter_fault"' in page
        answer = client.post(
            address,
            {
                "type_fault_repair": "fault_repair",
                "type_meter_fault": "+",
                "type_service_complaint": "",
                "type_report": "service_complaint",
            },
        )
        assert answer.status_code == 303, text_of(answer)
        rules = queries.rules_of(Version.objects.get().pk)
        assert {each.request_type for each in rules} >= {"fault_repair", "meter_fault"}
        assert CodeItem.objects.filter(list="request_type", code="meter_fault").exists()
        assert client.post(address, {}).status_code == 422

    @pytest.mark.parametrize("base", ["empty", "generic"])
    def test_a_draft_may_be_empty_or_come_as_it_is(self, place, base):
        answer = reader(place, "director").post(f"{LIST}/new?base={base}", {})
        assert answer.status_code == 303
        assert bool(queries.rules_of(Version.objects.get().pk)) == (base == "generic")

    def test_a_draft_from_a_version_has_its_rules(self, place):
        old = place.agreed()
        assert "Version 1" in text_of(reader(place).get(f"{LIST}/new"))
        assert reader(place).post(f"{LIST}/new?base=v{old.pk}", {}).status_code == 303
        assert len(queries.rules_of(Version.objects.get(number=2).pk)) == 1

    def test_the_head_of_a_unit_has_nothing_to_draft(self, place):
        assert reader(place, "head").get(f"{LIST}/new").status_code == 404


class TestRules:
    FORM = {
        "request_type": "fault_repair",
        "evidence": "agreed",
        "source": "会议纪要",
        "finish_amount": "5",
        "finish_way": "working_days",
        "finish_since": "received",
        "finish_pauses": ["customer", "parts"],
        "finish_evidence": "law",
        "finish_source": "第 24 条",
    }

    def test_a_rule_is_typed_shown_again_and_taken_out(self, place):
        client, draft = reader(place), place.draft()
        assert client.get(of(draft, "/rules/new")).status_code == 200
        answer = client.post(of(draft, "/rules/new"), self.FORM | {"revision": "0"})
        assert answer.status_code == 303, text_of(answer)
        (rule,) = queries.rules_of(draft.pk)
        (limit,) = rule.limits.values()
        assert [each.value for each in limit.pauses] == ["customer", "parts"]
        assert (limit.evidence, limit.source) == ("law", "第 24 条")
        page = text_of(client.get(of(draft, f"/rules/{rule.pk}")))
        assert 'value="working_days" selected' in page
        assert page.count(" checked") == 2
        assert client.post(of(draft, f"/rules/{rule.pk}/remove"), {"revision": "1"}).status_code
        assert queries.rules_of(draft.pk) == []
        assert client.get(of(draft, f"/rules/{rule.pk}")).status_code == 404

    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(self, place):
        form = self.FORM | {
            "accept_amount": "9",
            "accept_way": "working_days",
            "accept_since": "received",
        }
        answer = reader(place).post(of(place.draft(), "/rules/new"), form)
        page = text_of(answer)

        assert answer.status_code == 422
        assert "Accept would be due later than “Finish”" in page
        assert 'value="会议纪要"' in page

    def test_an_unusual_way_of_counting_is_kept(self, place):
        draft = place.draft()
        place.rule(draft, limits={"finish": working_days(5, end_rule="instant")})
        (rule,) = queries.rules_of(draft.pk)
        form = self.FORM | {"finish_way": "kept", "finish_amount": "6", "request_type": ""}
        assert reader(place).post(of(draft, f"/rules/{rule.pk}"), form).status_code == 303
        (limit,) = queries.rules_of(draft.pk)[0].limits.values()
        assert (limit.term.amount, limit.term.end) == (6, "instant")

    def test_what_surprises_at_a_weekend_is_told(self, place):
        form = self.FORM | {
            "accept_amount": "1",
            "accept_way": "working_days",
            "accept_since": "received",
            "finish_way": "civil_hours",
            "finish_amount": "48",
        }
        client, draft = reader(place), place.draft()
        client.post(of(draft, "/rules/new"), form)
        assert "is sometimes due later than" in text_of(client.get(of(draft)))

    def test_a_proposed_version_offers_no_change(self, place):
        draft = place.draft()
        place.rule(draft)
        place.propose(draft)
        assert "Add a rule" not in text_of(reader(place).get(of(draft)))
        assert reader(place).post(of(draft, "/rules/new"), self.FORM).status_code == 422


class TestAgreeing:
    def test_from_a_draft_to_what_counts(self, place):
        draft = place.draft()
        place.rule(draft)
        director, head = reader(place, "director"), reader(place, "head")
        refused = director.post(of(draft, "/propose"), {"valid_from": "2020-01-01"})
        assert refused.status_code == 422
        assert "A version counts from today on" in text_of(refused)
        director.post(of(draft, "/propose"), {"valid_from": "2026-11-20"})
        for_centre = of(draft, f"/decide/{place.centre.pk}")
        assert "Agree" in text_of(director.get(for_centre))
        director.post(for_centre, {"decision": "agree"})
        for_area = of(draft, f"/decide/{place.areas[0].pk}")
        assert for_area in text_of(head.get(of(draft)))
        assert head.post(for_area, {"decision": "reject"}).status_code == 422
        head.post(for_area, {"decision": "agree"})
        assert head.post(for_area, {"decision": "agree"}).status_code == 422
        page = text_of(head.get(of(draft)))
        assert page.count("Agreed") >= 2
        assert "Not agreed yet" in page
        assert head.get(of(draft, "/decide/999999")).status_code == 404

    def test_a_rejection_is_read_by_who_wrote_it(self, place):
        draft = place.draft()
        place.rule(draft)
        place.propose(draft)
        answer = reader(place, "director").post(
            of(draft, f"/decide/{place.centre.pk}"), {"decision": "reject", "reason": "人手不足"}
        )
        assert answer.status_code == 303
        assert "人手不足" in text_of(reader(place).get(of(draft)))

    def test_a_draft_is_given_up(self, place):
        draft = place.draft()
        client = reader(place)
        client.post(of(draft, "/withdraw"), {"revision": "9"})
        assert "Somebody else changed this" in text_of(client.get(of(draft)))
        reader(place).post(of(draft, "/withdraw"), {"revision": "0"})
        assert Version.objects.get().state == "withdrawn"

    def test_the_head_sees_what_is_different_before_signing(self, place):
        place.agreed({"request_type": "fault_repair"})
        new = place.offered(
            {"request_type": "fault_repair", "limits": {"finish": hours(5)}}, now=LATER
        )
        page = text_of(reader(place, "head").get(of(new, f"/decide/{place.areas[0].pk}")))

        assert "What is different from version" in page
        assert "<ins>5 h</ins>" in page
