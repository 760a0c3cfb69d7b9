"""Templates: what may be kept, who sees it, what it fills in, and its pages and API."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.sentences import sentence_for
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.macros import actions, places, presenters, queries, texts
from zuoxi.macros.models import Macro
from zuoxi.workorders.lifecycle import CURRENT
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, order_in, set_option

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
NOTES = "处理 {{ order.number }}，{{customer.name}}，{{ actor.name }}，{{ today }}"


@pytest.fixture
def place():
    return Place()


def wanted(**changes):
    values = {"name": "更换机顶盒", "shortcut": "jdh", "place": "complete"}
    values["values"] = {"resolution_notes": NOTES, "is_resolved": "yes"}
    return actions.Wanted(**(values | changes))


def create(place, /, *, by="area1", **changes):
    return actions.create_macro(actor=place.actor(by), wanted=wanted(**changes), now=NOW)


class TestTexts:
    def test_a_missing_value_leaves_a_visible_hole(self):
        assert texts.filled("{{ today }} {{order.number}}", {"today": "今天"}) == "今天 ____"

    @pytest.mark.parametrize(
        ("text", "unknown"),
        [
            ("{{ order.password }}", ["order.password"]),
            ("{{ order.number|upper }}", ["{{"]),
            ("{{ 7*7 }}", ["{{"]),
            ("{% now 'Y' %} ${HOME} $today {today}", []),
            ("{{ today }}", []),
        ],
    )
    def test_what_is_no_placeholder_is_named(self, text, unknown):
        assert texts.unknown(text) == unknown

    def test_what_comes_out_is_not_read_again(self):
        shown = texts.filled("{{ actor.name }}", {"actor.name": "{{ order.number }}"})
        assert shown == "{{ order.number }}"


class TestPlaces:
    def test_every_text_that_an_action_asks_for_can_be_filled_in(self):
        found = places.every()
        for arrow in CURRENT.transitions:
            for each in arrow.inputs:
                if each.kind == "text":
                    assert each.name in {field.name for field in found[arrow.action].fields}

    def test_people_are_offered_the_forms_of_their_roles(self, place):
        assert set(places.open_to(place.actor("area1"))) == {"complete", "return", "comment"}
        assert set(places.open_to(place.actor("supervisor"))) == set(places.every())


class TestKeeping:
    def test_it_is_kept_and_recorded(self, place):
        macro = create(place)
        assert (macro.version, macro.uses, macro.owner) == (1, 0, place.users["area1"])
        event = Event.objects.get(kind="macros.created")
        assert (event.data["name"], event.data["values"]) == ("", {})
        assert "个人" in sentence_for(event)
        assert event.centre_id == place.centre.pk

    def test_the_log_tells_what_is_kept_for_others(self, place):
        create(place, by="supervisor", visibility="unit", unit=place.areas[0].code)
        event = Event.objects.get(kind="macros.created")
        assert event.data["name"] == "更换机顶盒"
        assert event.data["values"]["resolution_notes"] == NOTES

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"name": " "}, {"name"}),
            ({"name": "长" * 61}, {"name"}),
            ({"shortcut": "更换"}, {"shortcut"}),
            ({"place": "approve"}, {"place"}),
            ({"place": "nothing"}, {"place"}),
            ({"values": {}}, {"values"}),
            ({"values": {"resolution_notes": "  "}}, {"values"}),
            ({"values": {"work_area": "area-1"}}, {"values"}),
            ({"values": {"resolution_notes": "{{ customer.phone }}"}}, {"resolution_notes"}),
            ({"values": {"is_resolved": "maybe"}}, {"is_resolved"}),
            ({"visibility": "unit", "unit": "area-1"}, {"unit"}),
            ({"visibility": "all"}, {"visibility"}),
            ({"visibility": "nobody"}, {"visibility"}),
        ],
    )
    def test_what_cannot_be_kept_is_refused_at_its_field(self, place, changes, fields):
        with pytest.raises(InvalidInput) as refusal:
            create(place, **changes)
        assert set(refusal.value.fields) == fields
        assert not Macro.objects.exists()

    def test_a_refused_placeholder_comes_with_the_known_ones(self, place):
        with pytest.raises(InvalidInput) as refusal:
            create(place, values={"resolution_notes": "{{ nix }}"})
        sentence = str(refusal.value.fields["resolution_notes"][0])
        assert "{{ nix }}" in sentence
        assert "{{ order.appointment }}" in sentence

    def test_intake_knows_no_order_yet(self, place):
        with pytest.raises(InvalidInput) as refusal:
            create(place, by="intake", place="intake", values={"description": "{{ order.number }}"})
        assert "{{ order.number }}" in str(refusal.value.fields["description"][0])

    def test_changing_and_switching_keep_a_version_and_a_fact_each(self, place):
        macro = create(place)
        actor = place.actor("area1")
        values = {"actor": actor, "macro_id": macro.pk, "now": NOW + timedelta(hours=1)}
        with pytest.raises(Stale):
            actions.change_macro(**values, wanted=wanted(), expected_version=7)
        actions.change_macro(**values, wanted=wanted(name="换盒"), expected_version=1)
        actions.switch_macro(**values, is_active=False)
        actions.switch_macro(**values, is_active=False)
        macro = actions.switch_macro(**values, is_active=True)
        assert (macro.name, macro.version) == ("换盒", 4)
        kinds = Event.objects.filter(kind__startswith="macros.").values_list("kind", flat=True)
        names = ["created", "changed", "deactivated", "activated"]
        assert list(kinds.order_by("id")) == [f"macros.{each}" for each in names]

    def test_uses_are_counted_without_a_fact(self, place):
        macro = create(place)
        before = Event.objects.count()
        actions.count_use(actor=place.actor("area1"), macro_id=macro.pk, now=NOW)
        macro.refresh_from_db()
        assert (macro.uses, Event.objects.count()) == (1, before)
        with pytest.raises(NotFound):
            actions.count_use(actor=place.actor("area2"), macro_id=macro.pk, now=NOW)


def test_whoever_looks_on_has_no_form_to_fill_in(place):
    assert places.open_to(place.actor("auditor")) == {}
    assert {"comment", "follow_up"} <= places.open_to(place.actor("dispatcher")).keys()
    assert "comment" in places.open_to(place.actor("area1"))


class TestVisibility:
    def seen(self, place, name):
        return set(queries.visible_to(place.actor(name)).values_list("name", flat=True))

    def test_own_of_a_work_area_of_a_centre_and_of_everybody(self, place):
        other = Place("other-", company=place.company)
        everywhere = place.user(
            "everywhere", ("supervisor", place.centre), ("supervisor", other.centre)
        )
        place.users["everywhere"] = everywhere
        create(place, name="own")
        create(place, by="supervisor", name="area", visibility="unit", unit="area-1")
        create(place, by="supervisor", name="centre", visibility="unit", unit="centre")
        create(place, by="everywhere", name="all", visibility="all")

        assert self.seen(place, "area1") == {"own", "area", "centre", "all"}
        assert self.seen(place, "area2") == {"centre", "all"}
        assert self.seen(place, "dispatcher") == {"centre", "all"}
        assert self.seen(place, "supervisor") == {"area", "centre", "all"}
        assert self.seen(other, "supervisor") == self.seen(other, "area1") == {"all"}

    def test_a_supervisor_of_one_centre_writes_for_no_other(self, place):
        other = Place("other-", company=place.company)
        for changes in ({"visibility": "all"}, {"visibility": "unit", "unit": "other-area-1"}):
            with pytest.raises(InvalidInput):
                create(place, by="supervisor", **changes)
        macro = create(place, by="supervisor", visibility="unit", unit="centre")
        for who, fault in ((place.actor("area1"), Forbidden), (other.actor("all"), NotFound)):
            with pytest.raises(fault):
                actions.switch_macro(actor=who, macro_id=macro.pk, is_active=False, now=NOW)


class TestFillingIn:
    def offers(self, place, *, by="area1", order=None, customer=None):
        actor = place.actor(by)
        found = queries.offered(actor, places.every())
        return presenters.offers(found, actor=actor, order=order, customer=customer, now=NOW)

    def test_names_are_filled_in_as_the_reader_may_see_them(self, place):
        create(place)
        order = WorkOrder.objects.get(pk=order_in(place, "in_progress").pk)
        (offer,) = self.offers(place, order=order, customer=order.customer)
        text = offer.values["resolution_notes"]
        assert order.number in text
        assert "area1" in text
        assert place.customer.name not in text
        assert "王" in text
        assert offer.values["is_resolved"] == "yes"

    def test_without_an_order_those_that_speak_of_one_are_left_out(self, place):
        create(place)
        create(place, name="plain", values={"resolution_notes": "已处理"})
        assert [each.macro.name for each in self.offers(place)] == ["plain"]

    def test_a_deactivated_one_is_offered_to_nobody(self, place):
        macro = create(place)
        actions.switch_macro(
            actor=place.actor("area1"), macro_id=macro.pk, is_active=False, now=NOW
        )
        assert not queries.offered(place.actor("area1"), ["complete"])


class TestPages:
    def test_where_nothing_is_deactivated_nothing_is_asked_for(self, place):
        client = signed_in(place.users["area1"], language="zh-CN")
        page = client.get(reverse("macros:list"), {"state": "inactive"}).content.decode()
        assert "没有已停用的模板。" in page
        assert page.count(reverse("macros:new")) == 1  # the button of the page
        assert "这里还没有模板。" in client.get(reverse("macros:list")).content.decode()

    def test_the_box_shows_what_fits_as_it_will_be_filled_in(self, place):
        macro = create(place)
        order = order_in(place, "in_progress")
        client = signed_in(place.users["area1"])
        query = {"place": ["complete", "return", "x"], "order": order.number}
        page = client.get(reverse("macros:box"), query, headers=HTMX).content.decode()
        assert f'data-macro="{macro.pk}"' in page
        filled = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page)[1])
        assert order.number in filled["resolution_notes"]
        assert signed_in(place.users["area2"]).get(reverse("macros:box"), query).status_code == 404
        used = client.post(reverse("macros:used", args=[macro.pk]))
        assert used.status_code == 204
        nothing = client.get(reverse("macros:box"), headers=HTMX).content.decode()
        assert reverse("macros:new") in nothing

    def test_every_form_it_is_for_has_the_button(self, place):
        order = order_in(place, "in_progress")
        page = signed_in(place.users["area1"]).get(reverse("workorders:order", args=[order.number]))
        assert f'data-macros-order="{order.number}"' in page.content.decode()
        intake = signed_in(place.users["intake"]).get(
            reverse("workorders:intake", args=["fault-reports"])
        )
        assert 'data-macros="intake"' in intake.content.decode()

    def test_it_is_written_and_changed_and_nothing_typed_is_lost(self, place):
        client = signed_in(place.users["area1"])
        values = {
            "name": "换盒",
            "place": "complete",
            "complete-resolution_notes": "{{ nix }}",
            "return-misdispatch_note": "不算",
        }
        refused = client.post(reverse("macros:new"), values)
        assert refused.status_code == 422
        assert "{{ nix }}" in refused.content.decode()
        done = client.post(reverse("macros:new"), values | {"complete-resolution_notes": "已换"})
        assert done.status_code == 303
        macro = Macro.objects.get()
        assert macro.values == {"resolution_notes": "已换"}
        url = reverse("macros:edit", args=[macro.pk])
        assert "已换" in client.get(url).content.decode()
        changed = values | {"complete-resolution_notes": "已更换", "version": "1"}
        assert client.post(url, changed).status_code == 303
        assert client.post(url, changed).status_code == 412
        assert client.post(reverse("macros:switch", args=[macro.pk])).status_code == 303
        page = client.get(reverse("macros:list"), {"state": "inactive"}).content.decode()
        assert "换盒" in page

    def test_who_only_uses_one_reads_it(self, place):
        macro = create(place, by="supervisor", visibility="unit", unit="centre")
        client = signed_in(place.users["area1"])
        url = reverse("macros:edit", args=[macro.pk])
        assert 'name="place"' not in client.get(url).content.decode()
        assert client.post(url, {"name": "x"}).status_code == 403
        page = client.get(reverse("macros:list"), {"of": "unit"}).content.decode()
        assert macro.name in page
        assert reverse("macros:switch", args=[macro.pk]) not in page


class TestApi:
    def test_list_create_change_switch(self, place):
        client = signed_in(place.users["area1"])
        body = {"name": "换盒", "place": "complete", "values": {"resolution_notes": "已换"}}

        def call(method, path="", **changes):
            return client.generic(
                method,
                f"/api/v1/templates{path}",
                json.dumps(changes),
                content_type="application/json",
            )

        made = call("POST", **body)
        assert made.status_code == 201
        assert made["ETag"] == '"1"'
        path = f"/{made.json()['id']}"
        refused = call("PUT", path, **(body | {"values": {"resolution_notes": "{{ nix }}"}}))
        assert refused.status_code == 422
        assert call("PUT", path, **(body | {"name": "更换"})).json()["version"] == 2
        assert call("POST", f"{path}/switch", is_active=False).json()["is_active"] is False
        assert client.get("/api/v1/templates").json()["items"] == []
        listed = client.get("/api/v1/templates?is_active=false").json()["items"]
        assert [each["name"] for each in listed] == ["更换"]
        assert client.get(f"/api/v1/templates{path}").json()["may_change"] is True
        stranger = signed_in(place.users["area2"])
        assert stranger.get(f"/api/v1/templates{path}").status_code == 404

    def test_one_too_many_is_refused_with_what_was_typed(self, place):
        set_option("macros.most_macros", 1)
        mine = create(place)
        actions.switch_macro(actor=place.actor("area1"), macro_id=mine.pk, is_active=False, now=NOW)
        values = {"name": "第二个", "place": "complete", "complete-resolution_notes": "已换"}
        refused = signed_in(place.users["area1"]).post(reverse("macros:new"), values)

        assert refused.status_code == 409
        assert "第二个" in refused.content.decode()
        assert "您已有 1 个模板" in refused.content.decode()
        assert Macro.objects.count() == 1
        create(place, by="area2")
