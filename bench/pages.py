"""Which pages are measured, as whom: every page of the product, its lists with every search."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from django.urls import URLPattern, reverse

from bench import words
from zuoxi.accounts.models import User
from zuoxi.boards.choices import By, Figure
from zuoxi.callbacks.models import Callback
from zuoxi.customers.models import ContactPoint
from zuoxi.demo.accounts import AREA_1, CENTRE
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.notices.models import Notice
from zuoxi.org import queries as org
from zuoxi.org.models import Technician, Unit
from zuoxi.web import pages
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

# Of the persons of a centre the first who may open a page opens it; besides, whoever sees by work
# area, and whoever sees by both.
_CENTRE = ("supervisor", "dispatcher", "intake", "controller", "reviewer", "archiver", "admin")
_OTHERS = ("area1", "all")
# Changing the session that the measurement uses, a finished file, or the same as another page.
LEFT_OUT = {"accounts:sign_in", "accounts:password", "sheets:export_content", "api_docs:docs"}

# Refused unless the address names a list.
_OF_A_LIST = {"sheets:new_export"}
# What the browser asks for as a part of a page it already shows.
_FRAGMENTS = {"dispatching:column"}
# Answers that are no list, search or console page: counted over all orders, or made as a document.
_KINDS = {
    "boards:board": "report",
    "boards:returns": "report",
    "papers:order_file": "document",
    "sheets:import_template": "document",
}

Values = dict[str, object]


@dataclass(frozen=True)
class Probe:
    """One address, asked for by one account."""

    name: str
    account: str
    path: str

    @property
    def label(self) -> str:
        """How the report names it."""
        return f"`{unquote(self.path)}`"

    @property
    def kind(self) -> str:
        """What the limit is for: a page; or a report or document, which are told apart."""
        return _KINDS.get(self.name, "page")

    @property
    def headers(self) -> dict[str, str]:
        """What the browser sends along."""
        return {"HX-Request": "true"} if self.name in _FRAGMENTS else {}


@dataclass(frozen=True)
class Catalogue:
    """What is measured, and the routes for which no example was found."""

    probes: list[Probe]
    left_out: list[str]


def catalogue() -> Catalogue:
    """Return every page that somebody may open by GET, with examples for its parameters."""
    actors = {name: _actor(name) for name in (*_CENTRE, *_OTHERS)}
    examples = _Examples()
    probes: list[Probe] = []
    left_out = []
    for name, pattern in pages.patterns():
        spec = pages.access().get(name)
        if spec is None or "GET" not in spec.methods or name in LEFT_OUT:
            continue
        accounts = _accounts(name, actors)
        found = [
            Probe(name, account, path)
            for account in accounts
            for path in examples.paths(name, pattern, account)
        ]
        probes += found
        if not found:
            left_out.append(name)
    measured = {each.name for each in probes}
    return Catalogue(
        list(dict.fromkeys(probes)), [each for each in left_out if each not in measured]
    )


def _actor(username: str) -> Actor:
    return org.actor_for(User.objects.get(username=username), Origin("web"))


def _accounts(name: str, actors: dict[str, Actor]) -> list[str]:
    first = next((each for each in _CENTRE if pages.may_open(actors[each], name)), None)
    others = [each for each in _OTHERS if pages.may_open(actors[each], name)]
    return ([first] if first else []) + others


class _Examples:
    """Addresses with parameters that lead to something, and with every filter that a page has."""

    def __init__(self) -> None:
        self._centre = Unit.objects.get(code=CENTRE)
        self._area = Unit.objects.get(code=AREA_1)
        rows = WorkOrder.objects.filter(centre=self._centre)
        self._busiest = rows.order_by("customer_id").select_related("customer")[0].customer
        self._archived = rows.filter(status=Status.ARCHIVED).order_by("-version", "pk")[0]
        self._dispatched = rows.filter(work_area=self._area, status=Status.DISPATCHED)[0]
        self._created = rows.filter(status=Status.CREATED)[0]

    def paths(self, name: str, pattern: URLPattern, account: str) -> Iterator[str]:
        """Yield the addresses of a route for somebody; none where nobody can say one."""
        needed = set(pattern.pattern.converters)
        for values in self._values(name, needed, account):
            path = reverse(name, kwargs=values)
            if name not in _OF_A_LIST:
                yield path
            for query in self._queries(name):
                yield f"{path}?{urlencode(query)}"

    def _values(self, name: str, needed: set[str], account: str) -> list[Values]:
        if not needed:
            return [{}]
        found = self._of_route(name, account) or self._of_parameters(needed, account)
        return [each for each in found if set(each) == needed]

    def _of_parameters(self, needed: set[str], account: str) -> list[Values]:
        if needed == {"number"}:
            orders = [self._dispatched]
            if account != "area1":
                orders += [self._archived, self._created]
            return [{"number": each.number} for each in orders]
        known: dict[frozenset[str], Values] = {
            frozenset({"customer_no"}): {
                "customer_no": self._dispatched.customer.customer_no
                if account == "area1"
                else self._busiest.customer_no
            },
            frozenset({"user_id"}): {"user_id": User.objects.get(username="intake").pk},
            frozenset({"technician_id"}): {"technician_id": Technician.objects.all()[0].pk},
        }
        values = known.get(frozenset(needed))
        return [values] if values else []

    def _of_route(self, name: str, account: str) -> list[Values]:
        area_lists: list[Values] = [
            {"kind": kind, "list_name": each}
            for kind in ("service-requests", "fault-reports")
            for each in ("work_area", "pending")
        ]
        user = User.objects.get(username=account)
        known: dict[str, list[Values]] = {
            "workorders:intake": [{"kind": "fault-reports"}],
            "workorders:area_list": area_lists,
            # Only what is with a work area has a page there.
            "fieldwork:order": [{"number": self._dispatched.number}],
            "workorders:code_list": [{"name": "request_type"}],
            "workorders:code_item_new": [{"name": "request_type"}],
            "workorders:code_item": [{"name": "request_type", "code": "consultation"}],
            "workorders:field_list": [{"code": "goods_order"}],
            "workorders:field_new": [{"code": "goods_order"}],
            "workorders:field": [{"code": "goods_order", "name": "articles"}],
            "dispatching:column": [
                {"list_name": each} for each in ("dispatch", "returned", "redispatch")
            ],
            "desk:option": [{"key": "followups.due_hours"}],
            "org:unit": [{"unit_id": self._centre.pk}],
            "org:work_area": [{"unit_id": self._area.pk}],
            "boards:orders": [
                {"by": by.value, "key": self._key(by), "figure": figure.value}
                for by in By
                for figure in Figure
            ],
            "callbacks:detail": _first(Callback.objects.filter(order__centre=self._centre)),
            "followups:detail": _first(FollowUp.objects.filter(order__centre=self._centre)),
            "notices:open": _first(Notice.objects.filter(receiver=user, read_at__isnull=False)),
            "sheets:import_template": [{"kind": "customers"}],
        }
        return known.get(name, [])

    def _key(self, by: By) -> str:
        if by is By.AREA:
            return str(self._area.pk)
        if by is By.TECHNICIAN:
            return str(self._dispatched.technician_id)
        username = {By.INTAKE: "intake", By.DISPATCHER: "dispatcher", By.REVIEWER: "reviewer"}[by]
        return str(User.objects.get(username=username).pk)

    def _queries(self, name: str) -> Iterator[dict[str, str]]:
        """Yield the searches and filters that a page of this route may be asked for."""
        day = f"{self._archived.received_at:%Y-%m-%d}"
        words_and_form = [*({"q": each} for each in _WORDS), {"form_type": "fault_report"}]
        frequent_and_none = [{"q": words.FREQUENT}, {"q": words.NONE}]
        ever = {"span": "free", "begins": "2020-01-01", "ends": "2099-01-01"}
        known: dict[str, list[dict[str, str]]] = {
            "workorders:inquiry": list(self._inquiries()),
            "workorders:dispatch_list": words_and_form,
            "workorders:completed_list": words_and_form,
            "workorders:area_list": frequent_and_none,
            "workorders:petitions": frequent_and_none,
            "workorders:archive_list": [
                {"customer_no": self._busiest.customer_no},
                {"number": self._archived.number[:8]},
                {"received_from": day},
                {"received_until": day},
                {"work_area": self._area.code, "form_type": "fault_report"},
            ],
            "customers:list": [
                *({"q": each} for each in (*self._names(), "王", "欧阳")),
                {"kind": "enterprise"},
            ],
            "audit:log": [
                {"area": "accounts"},
                {"area": "sheets"},
                {"person": "intake"},
                {"since": f"{self._created.received_at:%Y-%m-%d}"},
                {"until": day},
            ],
            "boards:board": [{"span": "month"}, ever],
            "boards:returns": [{"span": "month"}, ever],
            "callbacks:list": [{"status": "done"}],
            "sheets:new_export": [{"address": reverse("workorders:inquiry")}],
            "followups:list": [{"state": "closed", "whose": "all"}],
        }
        yield from known.get(name, [])

    def _inquiries(self) -> Iterator[dict[str, str]]:
        yield from ({"q": each} for each in (*_WORDS, *self._names()))
        yield {"q": self._archived.number}
        yield {"q": self._archived.number[-5:]}
        yield {"q": "王"}
        yield {"q": words.FREQUENT, "status": "archived"}
        yield {"q": words.FREQUENT, "status": "created"}
        yield {"q": words.FREQUENT, "work_area": self._area.code}
        yield {"customer_no": self._busiest.customer_no}
        for each in Status:
            yield {"status": each.value}
        yield {"form_type": "service_request"}
        yield {"source": "superior"}
        yield {"source": "chat", "form_type": "fault_report"}
        yield {"received_from": f"{self._archived.received_at:%Y-%m-%d}"}
        yield {"received_until": f"{self._archived.received_at:%Y-%m-%d}"}

    def _names(self) -> list[str]:
        customer = self._archived.customer
        point = ContactPoint.objects.filter(customer=customer)[0]
        return [customer.name, point.raw, point.raw[-4:], customer.customer_no]


_WORDS = (words.FREQUENT, words.SOMETIMES, words.RARE, words.NONE, "小区停电")


def _first(rows: object) -> list[Values]:
    found = rows.order_by("-pk").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
    return [{"pk": found}] if found else []
