"""Work orders, their dispatches, and their searchable text."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Left, Reverse

from zuoxi.customers.models import Customer
from zuoxi.kernel.lifecycle import Lifecycle, State
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders import lifecycle
from zuoxi.workorders.choices import Complexity, FormType, Outcome, Source, Status
from zuoxi.workorders.models.codes import CodeItem

_WAITING = (Status.CREATED, Status.RETURNED, Status.REDISPATCH_PENDING)
# Where an order without an appointment stands in the order of appointments: last.
NO_APPOINTMENT = Value(datetime(9999, 1, 1, tzinfo=UTC))


class WorkOrder(models.Model):
    """One customer's matter under one number, closed by archiving.

    ``status``, ``is_reviewed``, ``in_adjudication`` and ``is_bound`` (a decision binds the order
    to the work area that has it) are moved by ``actions.transition`` and nothing else, and so is
    ``merged_into``: this is the same matter as that main order, and ends with it.
    ``work_area``, ``technician``, ``round`` and the three flags repeat the latest dispatch so that
    lists and rights need no join; put back for another one, an order is without a result and with
    its petition. ``last_action_at`` is the moment since which it waits.
    ``details`` holds what the request type asks for beyond the common fields, by field code, as
    ``actions.details`` has checked it. ``feedback_due_at`` is when a superior wants an answer.
    ``grade`` says how important and urgent the matter is, ``region_class`` where it is; none: not
    said. A simple matter was answered at once, with ``answer``; a complex one is worked on by
    several departments, each but the first with a part: an order whose ``parent`` this is. An order
    has its parent from the start or never (a trigger holds that), so there are no circles.
    """

    number = models.CharField(max_length=24, unique=True)
    form_type = models.CharField(max_length=16, choices=FormType.choices)
    lifecycle_version = models.PositiveSmallIntegerField(default=1)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="work_orders", db_index=False
    )
    device_type = models.ForeignKey(CodeItem, models.PROTECT, related_name="+", db_index=False)
    request_type = models.ForeignKey(CodeItem, models.PROTECT, related_name="+", db_index=False)
    grade = models.ForeignKey(CodeItem, models.PROTECT, null=True, related_name="+", db_index=False)
    region_class = models.ForeignKey(
        CodeItem, models.PROTECT, null=True, related_name="+", db_index=False
    )
    appointment_at = models.DateTimeField(null=True)
    description = models.TextField()
    details = models.JSONField(default=dict)
    source = models.CharField(max_length=16, choices=Source.choices, default=Source.TELEPHONE)
    feedback_due_at = models.DateTimeField(null=True)
    complexity = models.CharField(
        max_length=8, choices=Complexity.choices, blank=True, default="", db_default=""
    )
    answer = models.TextField(blank=True, default="", db_default="")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", db_index=False
    )

    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CREATED)
    is_reviewed = models.BooleanField(default=False)
    in_adjudication = models.BooleanField(default=False)
    is_bound = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_orders", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    last_action_at = models.DateTimeField()
    round = models.PositiveIntegerField(default=0)
    work_area = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    technician = models.ForeignKey(
        Technician, models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_resolved = models.BooleanField(null=True)
    is_petition = models.BooleanField(default=False)
    callback_required = models.BooleanField(default=False)
    urges = models.PositiveIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)

    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    received_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True)
    review_remark = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    archived_at = models.DateTimeField(null=True)

    idempotency_key = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="work_order_status"),
            models.CheckConstraint(
                condition=Q(form_type__in=FormType.values), name="work_order_form_type"
            ),
            models.CheckConstraint(
                condition=Q(is_reviewed=False)
                | Q(status__in=[Status.COMPLETED, Status.ARCHIVED], reviewed_by__isnull=False),
                name="work_order_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.ARCHIVED, archived_by__isnull=False)
                | (~Q(status=Status.ARCHIVED) & Q(archived_by=None)),
                name="work_order_archived_by_somebody",
            ),
            # Merged is what nobody worked on, simple what nobody had to: they are archived without
            # ever having had a place.
            models.CheckConstraint(
                condition=Q(status__in=_WAITING, work_area=None)
                | Q(status=Status.ARCHIVED, work_area=None, merged_into__isnull=False)
                | Q(
                    status=Status.ARCHIVED,
                    work_area=None,
                    merged_into=None,
                    complexity=Complexity.SIMPLE,
                )
                | (
                    ~Q(status__in=_WAITING)
                    & Q(work_area__isnull=False)
                    & Q(merged_into__isnull=True)
                ),
                name="work_order_area_by_status",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="work_order_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(complexity__in=["", *Complexity.values]), name="work_order_complexity"
            ),
            models.CheckConstraint(
                condition=Q(complexity=Complexity.SIMPLE, status=Status.ARCHIVED) & ~Q(answer="")
                | ~Q(complexity=Complexity.SIMPLE) & Q(answer=""),
                name="work_order_simple_is_answered",
            ),
            # One level: what has parts is complex, and no part is.
            models.CheckConstraint(
                condition=Q(parent=None) | Q(complexity="") & ~Q(parent=F("pk")),
                name="work_order_part_has_no_parts",
            ),
            models.CheckConstraint(
                condition=Q(in_adjudication=False) | Q(status=Status.RETURNED),
                name="work_order_adjudication_of_returned",
            ),
            models.CheckConstraint(
                condition=Q(is_bound=False) | Q(status__in=[Status.DISPATCHED, Status.IN_PROGRESS]),
                name="work_order_bound_while_it_is_out",
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="work_order_source"),
            models.CheckConstraint(
                condition=Q(source=Source.SUPERIOR, feedback_due_at__isnull=False)
                | (~Q(source=Source.SUPERIOR) & Q(feedback_due_at=None)),
                name="work_order_feedback_for_superior",
            ),
            models.CheckConstraint(
                condition=Q(urges=0, urged_at=None) | Q(urges__gt=0, urged_at__isnull=False),
                name="work_order_urged_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["received_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="work_order_created_once",
            ),
        ]
        indexes = [
            # With what is received until a day, the index alone tells which rows are too young.
            models.Index(
                fields=["centre", "status", "last_action_at", "id"],
                include=["received_at"],
                name="work_order_list",
            ),
            models.Index(fields=["centre", "status", "id"], name="work_order_received"),
            models.Index(
                F("centre"),
                F("status"),
                Coalesce("appointment_at", NO_APPOINTMENT),
                F("id"),
                name="work_order_appointment",
            ),
            models.Index(
                fields=["work_area", "status", "last_action_at", "id"],
                include=["received_at"],
                condition=Q(work_area__isnull=False),
                name="work_order_area_list",
            ),
            # Views that mix statuses begin with what was touched last.
            models.Index(
                fields=["last_action_at", "id"],
                include=["centre", "work_area", "received_at"],
                name="work_order_newest",
            ),
            # A span of receipt with few orders in it: they lie together, as they came.
            BrinIndex(fields=["received_at"], name="work_order_receipt"),
            models.Index(F("customer"), F("id").desc(), name="work_order_customer"),
            # Backwards, so that the last digits of a number are a prefix.
            models.Index(
                OpClass(Reverse("number"), name="text_pattern_ops"), name="work_order_last_digits"
            ),
            models.Index(
                fields=["centre", "last_action_at", "id"],
                condition=Q(is_petition=True),
                name="work_order_petition",
            ),
            # Of all petitions ever the few that are open, for their number in the rail.
            models.Index(
                fields=["centre"],
                condition=Q(is_petition=True) & ~Q(status=Status.ARCHIVED),
                name="work_order_petition_open",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="work_order_merged_into",
            ),
            models.Index(
                fields=["centre", "last_action_at", "id"],
                condition=Q(merged_into__isnull=False, status__in=_WAITING),
                name="work_order_merged_list",
            ),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="work_order_part"
            ),
            # Of all orders ever the few that several departments work on now.
            models.Index(
                fields=["centre", "id"],
                condition=Q(complexity=Complexity.COMPLEX) & ~Q(status=Status.ARCHIVED),
                name="work_order_complex_open",
            ),
            models.Index(
                fields=["centre", "feedback_due_at", "id"],
                condition=Q(source=Source.SUPERIOR),
                name="work_order_superior",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lifecycle(self) -> Lifecycle:
        """The table this order was born with."""
        return lifecycle.LIFECYCLES[self.lifecycle_version]

    @property
    def area_ids(self) -> frozenset[int]:
        """The work area that has it now, as facts name whom they concern; empty if none has."""
        return frozenset() if self.work_area_id is None else frozenset({self.work_area_id})

    @property
    def family_id(self) -> int | None:
        """The order that several departments work on: itself, or the one it is a part of."""
        return self.pk if self.complexity == Complexity.COMPLEX else self.parent_id

    @property
    def state(self) -> State:
        """The node of the lifecycle the order stands at."""
        return lifecycle.state_of(self)


class Dispatch(models.Model):
    """One leg: one hand-over to one work area, with its own offer, acceptance, end and outcome.

    A leg with a ``decision_basis`` was decided in adjudication: it cannot end as returned. A
    department says itself who of its people handles the matter (``named_by``); until then
    ``technician`` is whom the dispatcher has addressed it to.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="legs", db_index=False)
    round = models.PositiveIntegerField()
    work_area = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    technician = models.ForeignKey(Technician, models.PROTECT, related_name="+", db_index=False)
    remark = models.TextField()
    decision_basis = models.TextField(blank=True)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    dispatched_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    accepted_at = models.DateTimeField(null=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    named_at = models.DateTimeField(null=True)

    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    finished_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(
        Technician, models.PROTECT, null=True, related_name="+", db_index=False
    )
    resolution_notes = models.TextField(blank=True)
    is_resolved = models.BooleanField(null=True)
    is_petition = models.BooleanField(default=False)
    callback_required = models.BooleanField(default=False)

    return_reason = models.ForeignKey(
        CodeItem, models.PROTECT, null=True, related_name="+", db_index=False
    )
    misdispatch_note = models.TextField(blank=True)
    misdispatch_supplement = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round"], name="dispatch_round_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(outcome=""), name="dispatch_one_open_per_order"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="dispatch_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", finished_at=None)
                | (~Q(outcome="") & Q(finished_at__isnull=False)),
                name="dispatch_finished_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(named_at=None, named_by=None)
                | Q(named_at__isnull=False, named_by__isnull=False),
                name="dispatch_named_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(misdispatch_note=""),
                name="dispatch_returned_with_note",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | Q(decision_basis=""),
                name="dispatch_decided_is_not_returned",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.COMPLETED)
                | (Q(handler__isnull=False, is_resolved__isnull=False) & ~Q(resolution_notes="")),
                name="dispatch_completed_with_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["finished_at"], condition=~Q(outcome=""), name="dispatch_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.round}"


class OrderText(models.Model):
    """The searchable text of an order, kept beside the hot table; indexed by pairs of characters.

    Its index would otherwise be rewritten by every move of the order.
    """

    order = models.OneToOneField(WorkOrder, models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()

    class Meta:
        indexes = [
            # A single character is no pair; it finds the texts that begin with it.
            models.Index(Left("text", 1), name="order_text_first"),
        ]

    def __str__(self) -> str:
        return f"text of {self.order_id}"
