"""Actions, events, options, paging and text: what every package relies on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from zuoxi.kernel import actions, events, options
from zuoxi.kernel.actors import SYSTEM, Actor
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event, OptionValue
from zuoxi.kernel.option_values import set_option
from zuoxi.kernel.options import Option
from zuoxi.kernel.paging import paginate
from zuoxi.kernel.text import clean_line, clean_text, text_fault
from zuoxi.workorders.choices import REVIEWER_DIFFERS

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PERSON = Actor(name="somebody", roles=frozenset({"tester"}), channel="web", request_id="r-1")


@dataclass(frozen=True, kw_only=True)
class Probed(events.Fact):
    KIND: ClassVar[str] = ""
    SUBJECT: ClassVar[str] = "kernel.probe"

    @property
    def kind(self):
        return "kernel.probed"


events.live(Probed)(
    lambda fact: events.Signal(frozenset({"centre:1"}), frozenset({"list:dispatch"}))
)
heard = []


@events.on(Probed)
def hear(fact, *, actor, now):
    heard.append((fact.subject_id, actor.name, now))
    if fact.data.get("fail"):
        raise Forbidden


def probe(*, actor, fail=False, now):
    return actions.publish(
        Probed(subject_id=7, from_state="a", to_state="b", data={"fail": fail}),
        actor=actor,
        now=now,
    )


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(actions, "_registry", {})
    monkeypatch.setattr(options, "_registry", dict(options._registry))
    heard.clear()
    options.forget_cached()
    return actions.action("kernel.probe", policy=lambda actor: actor.holds({"tester"}))(probe)


@pytest.mark.django_db
class TestAction:
    def test_stores_one_event_and_calls_the_reactions(self, declared):
        declared(actor=PERSON, now=NOW)

        row = Event.objects.get()
        assert (row.kind, row.subject_id, row.from_state, row.to_state) == (
            "kernel.probed",
            7,
            "a",
            "b",
        )
        assert (row.actor_name, row.channel, row.request_id) == ("somebody", "web", "r-1")
        assert heard == [(7, "somebody", NOW)]

    def test_a_reaction_that_fails_undoes_the_write(self, declared):
        with pytest.raises(Forbidden):
            declared(actor=PERSON, fail=True, now=NOW)

        assert not Event.objects.exists()

    def test_the_policy_is_asked_first(self, declared):
        with pytest.raises(Forbidden):
            declared(actor=Actor(name="stranger"), now=NOW)

        assert heard == []

    def test_a_name_is_declared_once(self, declared):
        with pytest.raises(ValueError, match="twice"):
            actions.action("kernel.probe", policy=lambda _actor: True)(probe)

    def test_a_refusal_leaves_an_event(self, declared):
        actions.record_refusal(actor=PERSON, now=NOW, code="forbidden", what="GET /somewhere")

        assert Event.objects.get().data == {"code": "forbidden", "what": "GET /somewhere"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE kernel_event SET kind = 'x'", "DELETE FROM kernel_event"]
)
def test_the_database_refuses_to_change_the_event_log(statement):
    actions.record_refusal(actor=PERSON, now=NOW, code="c", what="w")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.get().kind == "kernel.refused"


@pytest.mark.django_db(transaction=True)
def test_open_pages_hear_of_a_change_only_when_it_is_committed(declared):
    parameters = connection.get_connection_params()
    with psycopg.connect(
        dbname=parameters["dbname"],
        user=parameters["user"],
        host=parameters["host"],
        password=parameters.get("password"),
        port=parameters.get("port"),
        autocommit=True,
    ) as listener:
        listener.execute(f"LISTEN {actions.LIVE_CHANNEL}")
        with pytest.raises(Forbidden):
            declared(actor=PERSON, fail=True, now=NOW)
        declared(actor=PERSON, now=NOW)

        heard_there = [each.payload for each in listener.notifies(timeout=2, stop_after=1)]

    assert heard_there == ['{"audience":["centre:1"],"topics":["list:dispatch"]}']


@pytest.mark.django_db
class TestOptions:
    def test_the_shipped_default_counts_until_a_dated_value_begins(self, declared):
        set_option(
            actor=SYSTEM,
            key=REVIEWER_DIFFERS.key,
            value="false",
            valid_from=NOW,
            source="test",
            now=NOW,
        )

        assert REVIEWER_DIFFERS.at(NOW - timedelta(seconds=1)) is True
        assert REVIEWER_DIFFERS.at(NOW) is False

    def test_a_value_needs_a_source_and_a_known_key(self, declared):
        with pytest.raises(InvalidInput):
            set_option(
                actor=SYSTEM,
                key=REVIEWER_DIFFERS.key,
                value="true",
                valid_from=NOW,
                source=" ",
                now=NOW,
            )
        with pytest.raises(NotFound):
            set_option(actor=SYSTEM, key="no.such", value="1", valid_from=NOW, source="s", now=NOW)
        assert not OptionValue.objects.exists()

    @pytest.mark.parametrize("raw", ["", "-1", "0", "11", "1.5", "٣", "x", "9" * 50])
    def test_a_number_out_of_range_is_refused(self, declared, raw):
        option = Option("kernel.probe_number", 5, label="", source="s", minimum=1, maximum=10)

        with pytest.raises(InvalidInput):
            option.parse(raw)
        assert option.parse("7") == 7


@pytest.mark.django_db
class TestPaging:
    @given(st.integers(0, 60), st.sampled_from("abcXYZ019:-_"))
    def test_a_changed_cursor_is_refused(self, place, letter):
        with transaction.atomic():
            for _ in range(3):
                actions.record_refusal(actor=PERSON, now=NOW, code="c", what="w")
            cursor = paginate(Event.objects.all(), by="at", limit=1).next_cursor
            transaction.set_rollback(True)
        changed = cursor[:place] + letter + cursor[place + 1 :]

        if changed != cursor:
            with pytest.raises(InvalidInput):
                paginate(Event.objects.all(), by="at", cursor=changed)

    def test_rows_of_the_same_moment_are_each_shown_once(self):
        for _ in range(5):
            actions.record_refusal(actor=PERSON, now=NOW, code="c", what="w")
        seen, cursor = [], ""
        while True:
            page = paginate(Event.objects.all(), by="at", descending=True, cursor=cursor, limit=2)
            seen += [row.pk for row in page.items]
            cursor = page.next_cursor
            if not cursor:
                break

        assert seen == sorted(seen, reverse=True)
        assert len(set(seen)) == 5


class TestText:
    @given(st.text(max_size=50))
    def test_what_is_accepted_can_be_stored_and_read_back(self, text):
        if text_fault(text, limit=100) is None:
            assert "\x00" not in text
            text.encode("utf-8")

    @pytest.mark.parametrize("text", ["😀", "مرحبا", "<script>", "'; DROP TABLE", "第一行\n第二行"])
    def test_ordinary_text_of_any_script_stays_as_it_is(self, text):
        assert clean_text("f", text, limit=100) == text

    @pytest.mark.parametrize("text", ["a\x00", "\x1b[0m", "\ud800", "x" * 101])
    def test_what_nobody_can_read_or_store_is_refused(self, text):
        with pytest.raises(InvalidInput) as refusal:
            clean_text("f", text, limit=100)
        assert list(refusal.value.fields) == ["f"]

    def test_line_ends_are_unified(self):
        assert clean_text("f", " a\r\nb\rc ", limit=10) == "a\nb\nc"

    def test_a_line_has_single_blanks_and_no_other_control(self):
        assert clean_line("f", " Li\t Xia\r\nming ", limit=20) == "Li Xia ming"
        with pytest.raises(InvalidInput):
            clean_line("f", "a\x0bb", limit=10)
