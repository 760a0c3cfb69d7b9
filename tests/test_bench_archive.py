"""What is generated of many years has been through the nightly runs of these years."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bench import loading
from bench.volume import Volume
from django.db.models import Count, Min

from zuoxi.audit import housekeeping
from zuoxi.audit.choices import FORGET_DAYS
from zuoxi.kernel import history
from zuoxi.kernel.models import ArchivedEvent, Event
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import WorkOrder

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_old_events_lie_where_the_nights_have_brought_them(db, settings):
    settings.ENV = replace(settings.ENV, demo=True)
    long = Volume(2_400, NOW, most_generated=100)
    loading.load(long, tell=lambda _line: None)

    assert long.begins < NOW - timedelta(days=FORGET_DAYS.default)
    assert not housekeeping.arrears(NOW + housekeeping.LATE)
    kinds = dict(ArchivedEvent.objects.values_list("subject_type").annotate(n=Count("pk")))
    assert kinds[OrderFact.SUBJECT] > Event.objects.count()
    # Sign-ins and the like are forgotten once they are three years old.
    oldest = ArchivedEvent.objects.filter(subject_type="").aggregate(at=Min("at"))["at"]
    assert oldest >= NOW - timedelta(days=FORGET_DAYS.default)
    for order in WorkOrder.objects.filter(pk__lte=len(long.pattern)):
        events = history.whole_log().filter(subject_type=OrderFact.SUBJECT, subject_id=order.pk)
        moved = [each for each in events.order_by("id") if each.from_state]
        assert order.version == len(moved) + 1
        assert moved[-1].at == order.last_action_at
