"""Pauses, reports, corrections, and more time: what may be done, by whom, and what is refused."""

import pytest

from zuoxi.deadlines import actions, queries
from zuoxi.deadlines.models import Extension
from zuoxi.deadlines.tests.factories import HOUR, MINUTE, RECEIVED, Timed
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import set_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Timed()


@pytest.fixture
def order(place):
    return place.move(place.order(), "dispatch")


def pause(place, order, reason="customer", *, by="area1", until=None, now=RECEIVED + HOUR, **more):
    values = {"note": "客户要求改期"} | more
    return actions.pause(
        actor=place.actor(by), number=order.number, reason=reason, until=until, now=now, **values
    )


def ask(place, order, *, by="area1", added=2, now=RECEIVED + HOUR, **more):
    values = {"leg_id": order.legs.get().pk, "milestone": "finish", "reason": "需协调外部"} | more
    return actions.ask_extension(
        actor=place.actor(by), number=order.number, added=added, now=now, **values
    )


class TestPausing:
    def test_a_clock_stands_while_its_reason_holds_and_goes_on_after_it(self, place, order):
        pause(place, order)
        clocks = place.clocks(order, RECEIVED + 3 * HOUR)
        assert clocks[1, "finish"].state.value == "paused"
        assert clocks[1, "arrive"].state.value in {"running", "breached"}
        actions.resume(
            actor=place.actor("area1"),
            number=order.number,
            reason="customer",
            now=RECEIVED + 3 * HOUR,
        )
        clocks = place.clocks(order, RECEIVED + 3 * HOUR)
        assert clocks[1, "finish"].due_at == RECEIVED + 6 * HOUR
        assert clocks[0, "finish"].due_at == RECEIVED + 6 * HOUR

    def test_what_it_waits_for_is_named_with_who_and_until_when(self, place, order):
        until = RECEIVED + 30 * HOUR
        pause(place, order, until=until)
        (wait,) = queries.waits_of(order.pk)
        assert (wait.reason, wait.until, wait.by) == ("customer", until, "area1")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"reason": "lunch"}, "reason"),
            ({"note": " "}, "note"),
            ({"until": RECEIVED}, "until"),
            ({"reason": "suspended", "by": "supervisor"}, "until"),
        ],
    )
    def test_what_is_wrong_is_refused_at_its_field(self, place, order, wrong, field):
        with pytest.raises(InvalidInput) as refusal:
            pause(place, order, **wrong)
        assert set(refusal.value.fields) == {field}

    def test_the_lead_alone_suspends(self, place, order):
        until = RECEIVED + 30 * HOUR
        with pytest.raises(Forbidden):
            pause(place, order, "suspended", until=until)
        pause(place, order, "suspended", by="supervisor", until=until)
        with pytest.raises(Forbidden):
            actions.resume(
                actor=place.actor("area1"), number=order.number, reason="suspended", now=until
            )

    def test_twice_for_the_same_and_on_without_a_pause_are_conflicts(self, place, order):
        pause(place, order)
        with pytest.raises(Conflict):
            pause(place, order)
        with pytest.raises(Conflict):
            actions.resume(
                actor=place.actor("area1"),
                number=order.number,
                reason="parts",
                now=RECEIVED + HOUR,
            )

    def test_nobody_else_pauses_and_nothing_of_another_centre(self, place, order):
        with pytest.raises(NotFound):
            pause(place, order, by="area2")
        with pytest.raises(Forbidden):
            pause(place, order, by="reviewer")
        with pytest.raises(NotFound):
            pause(Timed("other-"), order)

    def test_an_archived_order_does_not_wait(self, place, order):
        order = place.move(order, "accept")
        order = place.move(order, "complete")
        order = place.move(order, "archive")
        with pytest.raises(Conflict):
            pause(place, order, by="supervisor")


class TestReporting:
    def report(self, place, order, milestone="arrive", *, by="area1", **more):
        values = {"happened_at": None, "note": "", "now": RECEIVED + HOUR} | more
        return actions.report_milestone(
            actor=place.actor(by), number=order.number, milestone=milestone, **values
        )

    def test_an_arrival_is_that_of_the_dispatch_and_of_the_order(self, place, order):
        self.report(place, order, happened_at=RECEIVED + 30 * MINUTE)
        clocks = place.clocks(order, RECEIVED + HOUR)
        assert clocks[1, "arrive"].met_at == RECEIVED + 30 * MINUTE
        assert clocks[0, "arrive"].met_at == RECEIVED + 30 * MINUTE

    def test_what_is_reported_after_the_deadline_stays_overdue(self, place, order):
        late = RECEIVED + 5 * HOUR
        self.report(place, order, happened_at=RECEIVED + 2 * HOUR, now=late)
        clock = place.clocks(order, late)[1, "arrive"]
        assert clock.is_late
        assert [flag.value for flag, _sequence in clock.flags] == ["reported_late"]

    def test_the_reply_ends_what_the_centre_owes(self, place, order):
        self.report(place, order, "reply", by="intake")
        clocks = place.clocks(order, RECEIVED + HOUR)
        assert clocks[0, "reply"].state.value == "met"
        assert clocks[0, "callback"].due_at == RECEIVED + 25 * HOUR

    @pytest.mark.parametrize(
        "wrong",
        [
            {"milestone": "finish"},
            {"milestone": "lunch"},
            {"happened_at": RECEIVED - HOUR},
            {"happened_at": RECEIVED + 2 * HOUR},
        ],
    )
    def test_what_cannot_be_is_refused(self, place, order, wrong):
        with pytest.raises(InvalidInput):
            self.report(place, order, **wrong)

    def test_nobody_arrives_for_an_order_that_is_with_nobody(self, place):
        with pytest.raises(Conflict):
            self.report(place, place.order(), by="intake")


class TestCorrecting:
    def correct(self, place, order, *, by="supervisor", **more):
        values = {
            "leg_id": order.legs.get().pk,
            "milestone": "arrive",
            "happened_at": RECEIVED + 2 * HOUR,
            "reason": "现场照片时间为准",
            "now": RECEIVED + 5 * HOUR,
        } | more
        return actions.correct_milestone(actor=place.actor(by), number=order.number, **values)

    def test_only_a_correction_explains_a_breach_away(self, place, order):
        assert place.clocks(order, RECEIVED + 5 * HOUR)[1, "arrive"].is_late
        self.correct(place, order)
        clock = place.clocks(order, RECEIVED + 5 * HOUR)[1, "arrive"]
        assert not clock.is_late
        assert clock.breached_at == RECEIVED + 3 * HOUR
        assert clock.annulled_by is not None

    def test_it_takes_a_reason_and_a_supervisor(self, place, order):
        with pytest.raises(InvalidInput):
            self.correct(place, order, reason="")
        with pytest.raises(Forbidden):
            self.correct(place, order, by="area1")
        with pytest.raises(Conflict):
            self.correct(place, order, leg_id=None, milestone="callback")


class TestMoreTime:
    def test_it_is_asked_decided_by_somebody_else_and_told(self, place, order):
        extension = ask(place, order)
        assert extension.extended_due_at == RECEIVED + 6 * HOUR
        assert Notice.objects.filter(
            kind="deadlines.extension_asked", receiver=place.users["director"]
        ).exists()

        now = RECEIVED + 2 * HOUR
        granted = actions.grant_extension(
            actor=place.actor("director"), extension_id=extension.pk, decision="", now=now
        )
        clock = place.clocks(order, now)[1, "finish"]
        assert (clock.due_at, clock.original_due_at) == (
            RECEIVED + 6 * HOUR,
            RECEIVED + 4 * HOUR,
        )
        assert place.clocks(order, now)[0, "finish"].due_at == RECEIVED + 4 * HOUR
        assert Notice.objects.filter(
            kind="deadlines.extension_decided", receiver=place.users["area1"]
        ).exists()

        actions.tell_customer(
            actor=place.actor("intake"),
            extension_id=granted.pk,
            way="telephone",
            told_at=None,
            now=now + MINUTE,
        )
        granted.refresh_from_db()
        assert (granted.told_by, granted.told_at) == ("telephone", now + MINUTE)
        with pytest.raises(Conflict):
            actions.tell_customer(
                actor=place.actor("intake"),
                extension_id=granted.pk,
                way="telephone",
                told_at=None,
                now=now + MINUTE,
            )

    def test_who_asked_does_not_decide(self, place, order):
        extension = ask(place, order, by="supervisor")
        with pytest.raises(Forbidden):
            actions.grant_extension(
                actor=place.actor("supervisor"),
                extension_id=extension.pk,
                decision="",
                now=RECEIVED + HOUR,
            )
        with pytest.raises(Forbidden):
            actions.refuse_extension(
                actor=place.actor("area1"),
                extension_id=extension.pk,
                decision="不同意",
                now=RECEIVED + HOUR,
            )

    def test_a_refusal_says_why_and_changes_nothing(self, place, order):
        extension = ask(place, order)
        with pytest.raises(InvalidInput):
            actions.refuse_extension(
                actor=place.actor("director"),
                extension_id=extension.pk,
                decision="",
                now=RECEIVED + HOUR,
            )
        actions.refuse_extension(
            actor=place.actor("director"),
            extension_id=extension.pk,
            decision="材料齐全，无需延期",
            now=RECEIVED + HOUR,
        )
        assert place.clocks(order, RECEIVED + HOUR)[1, "finish"].due_at == RECEIVED + 4 * HOUR
        with pytest.raises(Conflict):
            actions.grant_extension(
                actor=place.actor("director"),
                extension_id=extension.pk,
                decision="",
                now=RECEIVED + HOUR,
            )

    def test_it_is_had_once_and_before_the_deadline(self, place, order):
        extension = ask(place, order)
        with pytest.raises(Conflict):
            ask(place, order)
        actions.grant_extension(
            actor=place.actor("director"),
            extension_id=extension.pk,
            decision="",
            now=RECEIVED + HOUR,
        )
        with pytest.raises(Conflict):
            ask(place, order)
        with pytest.raises(Conflict):
            ask(place, order, leg_id=None, now=RECEIVED + 4 * HOUR)
        set_option("deadlines.extensions_most", 2)
        ask(place, order)

    def test_what_is_overdue_when_it_is_decided_is_not_granted(self, place, order):
        extension = ask(place, order)
        with pytest.raises(Conflict):
            actions.grant_extension(
                actor=place.actor("director"),
                extension_id=extension.pk,
                decision="",
                now=RECEIVED + 5 * HOUR,
            )

    @pytest.mark.parametrize("wrong", [{"added": 0}, {"added": 241}, {"reason": ""}])
    def test_what_is_wrong_is_refused(self, place, order, wrong):
        with pytest.raises(InvalidInput):
            ask(place, order, **wrong)
        assert not Extension.objects.exists()

    def test_what_nobody_has_decided_on_is_taken_back_by_who_asked(self, place, order):
        extension = ask(place, order)
        with pytest.raises(Forbidden):
            actions.withdraw_extension(
                actor=place.actor("supervisor"), extension_id=extension.pk, now=RECEIVED + HOUR
            )
        actions.withdraw_extension(
            actor=place.actor("area1"), extension_id=extension.pk, now=RECEIVED + HOUR
        )
        ask(place, order)
        with pytest.raises(NotFound):
            actions.withdraw_extension(
                actor=Timed("other-").actor("area1"),
                extension_id=extension.pk,
                now=RECEIVED + HOUR,
            )
