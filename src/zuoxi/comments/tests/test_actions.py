"""Who comments on which order, who is told, and what stays as it was."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.comments import actions, queries
from zuoxi.comments.actions import Draft
from zuoxi.comments.choices import MOST_MENTIONS, TEXT_LIMIT, WITHDRAW_MINUTES
from zuoxi.comments.events import CommentAdded
from zuoxi.comments.models import Comment
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.kernel.option_values import set_option
from zuoxi.notices.models import Notice
from zuoxi.org import queries as org
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import NOW, ORIGIN, Place, order_in

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "dispatched")


def add(place, order, text="请带上新的机顶盒", *, by="dispatcher", to=(), minutes=0, **changes):
    mentions = frozenset(place.users[name].pk if isinstance(name, str) else name for name in to)
    values = {
        "actor": place.actor(by),
        "number": order.number,
        "draft": Draft(text=text, mentions=mentions),
        "now": LATER + timedelta(minutes=minutes),
    }
    return actions.add_comment(**(values | changes))


def snapshot(order):
    return (
        WorkOrder.objects.filter(pk=order.pk).values().get(),
        Comment.objects.count(),
        Notice.objects.count(),
        Event.objects.count(),
    )


def test_a_comment_stands_in_the_history_and_moves_nothing(place, order):
    before = WorkOrder.objects.filter(pk=order.pk).values().get()
    comment = add(place, order)

    assert WorkOrder.objects.filter(pk=order.pk).values().get() == before
    assert (comment.author, comment.is_internal) == (place.users["dispatcher"], True)
    event = place.history(order)[-1]
    assert (event.kind, event.data["text"]) == ("comments.added", comment.text)
    assert (event.from_state, event.to_state) == ("", "")


def test_who_comments_has_not_acted_on_the_order(place, order):
    last = workorders.last_event(order.pk)
    add(place, order)
    assert workorders.last_event(order.pk) == last


@pytest.mark.parametrize("state", ["created", "in_progress", "under_review", "archived"])
def test_every_order_takes_comments(place, state):
    add(place, order_in(place, state), by="supervisor")
    assert Comment.objects.count() == 1


def test_who_is_mentioned_gets_one_notice_while_it_is_unread(place, order):
    add(place, order, to=["area1", "supervisor"])
    add(place, order, by="supervisor", to=["area1", "supervisor"], minutes=1)

    notice = Notice.objects.get(receiver=place.users["area1"])
    assert (notice.kind, notice.count) == ("comments.mentioned", 2)
    assert (notice.subject_type, notice.subject_id) == ("workorders.order", order.pk)
    assert notice.given_by == place.users["supervisor"]
    assert Notice.objects.get(receiver=place.users["supervisor"]).count == 1


def test_a_mention_is_an_id_and_not_a_text(place, order):
    comment = add(place, order, "@supervisor 请看", to=["reviewer"])
    assert [each.user.username for each in comment.mentions.all()] == ["reviewer"]
    assert {each.receiver.username for each in Notice.objects.all()} == {"reviewer"}


@pytest.mark.parametrize("name", ["area2", "admin", 0, 10**17])
def test_nobody_is_mentioned_who_may_not_see_the_order(place, order, name):
    before = snapshot(order)
    with pytest.raises(InvalidInput) as refused:
        add(place, order, to=["area1", name])
    assert set(refused.value.fields) == {"mentions"}
    assert snapshot(order) == before


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("", False),
        (" \n ", False),
        ("a\x00b", False),
        ("a\x1bb", False),
        ("\ud800", False),
        ("长" * TEXT_LIMIT, True),
        ("长" * (TEXT_LIMIT + 1), False),
        ("<script>alert(1)</script> 😀 שלום", True),
    ],
)
def test_a_text_that_cannot_stand_is_refused_and_changes_nothing(place, order, text, is_fine):
    before = snapshot(order)
    if is_fine:
        assert add(place, order, text).text == text
        return
    with pytest.raises(InvalidInput) as refused:
        add(place, order, text)
    assert set(refused.value.fields) == {"text"}
    assert snapshot(order) == before


def test_every_fault_is_named_at_once(place, order):
    draft = Draft(text="", mentions=frozenset(range(MOST_MENTIONS + 1)))
    with pytest.raises(InvalidInput) as refused:
        add(place, order, draft=draft)
    assert set(refused.value.fields) == {"text", "mentions"}


@pytest.mark.parametrize(
    ("by", "error"), [("auditor", Forbidden), ("admin", Forbidden), ("area2", NotFound)]
)
def test_who_may_not_comment(place, order, by, error):
    before = snapshot(order)
    with pytest.raises(error):
        add(place, order, by=by)
    assert snapshot(order) == before


def test_an_auditor_here_who_works_elsewhere_only_looks_on_here(place, order):
    other = Place("other-", company=place.company)
    place.users["both"] = place.user(
        "both", (Role.AUDITOR, place.centre), (Role.DISPATCHER, other.centre)
    )
    with pytest.raises(Forbidden):
        add(place, order, by="both")


def test_another_centre_sees_nothing(place, order):
    comment = add(place, order)
    other = Place("other-", company=place.company)
    assert not queries.visible_to(other.actor("supervisor")).exists()
    with pytest.raises(NotFound):
        add(other, order)
    assert list(queries.visible_to(place.actor("area1"))) == [comment]
    assert not queries.visible_to(place.actor("area2")).exists()


def test_who_may_be_mentioned_is_exactly_who_sees_the_order(place, order):
    Place("other-", company=place.company)
    place.user("above", (Role.AUDITOR, place.company))
    place.user("gone", (Role.SUPERVISOR, place.centre))
    User.objects.filter(username="gone").update(is_active=False)

    seeing = {
        user.username
        for user in User.objects.filter(is_active=True)
        if workorders.visible_to(org.actor_for(user, ORIGIN)).filter(pk=order.pk).exists()
    }

    order.refresh_from_db()
    assert {each.username for each in queries.mentionable(order)} == seeing
    assert {"area1", "above", "all"} <= seeing
    besides = queries.mentionable(order, besides=place.actor("area1"))
    assert {each.username for each in besides} == seeing - {"area1"}


def test_sent_twice_with_one_key_it_is_there_once(place, order):
    first = add(place, order, idempotency_key="k", to=["area1"])
    assert add(place, order, idempotency_key="k", to=["area1"], minutes=1) == first
    assert Comment.objects.count() == 1
    assert Notice.objects.get().count == 1
    add(place, order, idempotency_key="k", by="supervisor")
    with pytest.raises(Conflict):
        add(place, order_in(place, "created"), idempotency_key="k")


@pytest.mark.parametrize(
    "other",
    [
        {"text": "另一条"},
        {"to": ["area1"]},
        {"draft": Draft(text="请带上新的机顶盒", is_internal=False)},
    ],
)
def test_something_else_with_the_same_key_is_refused_and_not_dropped(place, order, other):
    add(place, order, idempotency_key="k")
    before = snapshot(order)
    with pytest.raises(Conflict) as refused:
        add(place, order, idempotency_key="k", **other)
    assert refused.value.code == "idempotency_key_reused"
    assert snapshot(order) == before


def test_a_key_from_before_contents_were_compared_still_gives_its_comment(place, order):
    first = add(place, order, idempotency_key="k")
    Comment.objects.update(fingerprint="")
    assert add(place, order, "另一条", idempotency_key="k") == first


def withdraw(place, order, comment, *, by="dispatcher", minutes=1):
    now = LATER + timedelta(minutes=minutes)
    actor = place.actor(by)
    return actions.withdraw_comment(
        actor=actor, number=order.number, comment_id=comment.pk, now=now
    )


def test_the_author_withdraws_it_and_the_text_stays_in_the_log(place, order):
    comment = withdraw(place, order, add(place, order))

    assert comment.withdrawn_at == LATER + timedelta(minutes=1)
    kinds = [each.kind for each in place.history(order)[-2:]]
    assert kinds == ["comments.added", "comments.withdrawn"]
    assert Event.objects.get(kind="comments.added").data["text"] == comment.text
    with pytest.raises(Conflict):
        withdraw(place, order, comment)


@pytest.mark.parametrize(
    ("by", "minutes", "error"),
    [
        ("dispatcher", WITHDRAW_MINUTES.default, Conflict),
        ("supervisor", 1, Forbidden),
        ("auditor", 1, Forbidden),
        ("area2", 1, NotFound),
    ],
)
def test_nobody_else_and_not_later(place, order, by, minutes, error):
    comment = add(place, order)
    before = snapshot(order)
    with pytest.raises(error):
        withdraw(place, order, comment, by=by, minutes=minutes)
    assert snapshot(order) == before


def test_the_minutes_are_an_option(place, order):
    comment = add(place, order)
    set_option(
        actor=SYSTEM, key=WITHDRAW_MINUTES.key, value=60, valid_from=NOW, source="test", now=NOW
    )
    assert withdraw(place, order, comment, minutes=59).withdrawn_at


def test_a_comment_of_another_order_is_not_found(place, order):
    comment = add(place, order)
    with pytest.raises(NotFound):
        withdraw(place, order_in(place, "created"), comment)


def test_the_database_refuses_an_empty_comment(place, order):
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(
            order=order, author=place.users["dispatcher"], text="", created_at=NOW
        )


def test_only_centre_and_area_hear_of_it_and_nobody_who_works_on_the_order():
    fact = CommentAdded(subject_id=1, centre_id=2, number="n", area_ids=frozenset({3}))
    signal = signal_of(fact)
    assert signal.audience == {"centre:2", "area:3"}
    assert signal.topics == {"comments:n"}
