"""What came back from work areas, why, and how often the first dispatch was right."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from zuoxi.boards.queries.board import Period
from zuoxi.kernel.actors import Actor
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Outcome
from zuoxi.workorders.models import Dispatch


@dataclass
class AreaReturns:
    """The returns of one work area by reason (None: no reason given), and its first dispatches.

    ``first_right`` of ``first_ended`` first dispatches ended with a result and not with a return.
    """

    name: str
    by_reason: dict[int | None, int] = field(default_factory=dict)
    first_ended: int = 0
    first_right: int = 0

    @property
    def total(self) -> int:
        """How many dispatches came back."""
        return sum(self.by_reason.values())

    @property
    def first_right_rate(self) -> float | None:
        """The share of right first dispatches in percent; None where none has ended."""
        return 100 * self.first_right / self.first_ended if self.first_ended else None


def returns_by_area(actor: Actor, centre: Unit, *, period: Period) -> list[AreaReturns]:
    """Return the figures of each work area in which a dispatch ended, with two queries."""
    ended = _ended(actor, centre, period)
    found: defaultdict[int, AreaReturns] = defaultdict(lambda: AreaReturns(""))
    returned = ended.filter(outcome=Outcome.RETURNED)
    for area_id, reason_id, count in (
        returned.values_list("work_area", "return_reason").annotate(n=Count("pk")).order_by()
    ):
        found[area_id].by_reason[reason_id] = count
    first = Q(round=1)
    for area_id, name, all_first, right_first in (
        ended.values_list("work_area", "work_area__name")
        .annotate(
            all_first=Count("pk", filter=first),
            right_first=Count("pk", filter=first & Q(outcome=Outcome.COMPLETED)),
        )
        .order_by("work_area__code")
    ):
        area = found[area_id]
        area.name, area.first_ended, area.first_right = name, all_first, right_first
    return sorted(found.values(), key=lambda each: (-each.total, each.name))


def bounces(actor: Actor, centre: Unit, *, period: Period) -> dict[int, int]:
    """Return how many orders came back once, twice and so on, of those that came back then."""
    returned = _ended(actor, centre, period).filter(outcome=Outcome.RETURNED)
    counts = returned.order_by().values("order").annotate(n=Count("pk")).values_list("n", flat=True)
    return dict(sorted(Counter(counts).items()))


def _ended(actor: Actor, centre: Unit, period: Period) -> QuerySet[Dispatch]:
    seen = workorders.visible_to(actor).filter(centre=centre).values("pk")
    # A dispatch that was taken back before anybody accepted it was none.
    return Dispatch.objects.filter(
        order__in=seen, finished_at__gte=period.begins, finished_at__lt=period.ends
    ).exclude(outcome=Outcome.RECALLED)
