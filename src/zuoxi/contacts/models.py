"""The register of departments, reach-outs for orders, and agreed processes."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language

from zuoxi.contacts.choices import End, ProcessState, ReachOutcome, SubjectKind, Way
from zuoxi.org.models import Unit
from zuoxi.workorders.models import CodeItem, Dispatch, WorkOrder

_NOBODY = Q(office_phone="", mobile="", email="", other="")


class Profile(models.Model):
    """What a department does, in each language; its row is locked while the register is changed."""

    department = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    functions_zh_hans = models.TextField(blank=True)
    functions_zh_hant = models.TextField(blank=True)
    functions_en = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"profile of {self.department_id}"

    @property
    def functions(self) -> str:
        """The text in the reader's language, else the Simplified Chinese one."""
        name = (get_language() or "zh-hans").replace("-", "_").lower()
        own = getattr(self, f"functions_{name}", "")
        return own or self.functions_zh_hans or self.functions_en


class ContactPerson(models.Model):
    """A person of a department who is turned to.

    ``duty_hours`` are seven texts as ``calendars.hours`` reads them, Monday first; empty: the
    working calendar of the department.
    """

    department = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    office_phone = models.CharField(max_length=32, blank=True)
    mobile = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=254, blank=True)
    other = models.CharField(max_length=200, blank=True)
    duty_hours = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~_NOBODY, name="contact_person_reachable"),
            models.CheckConstraint(condition=~Q(name=""), name="contact_person_named"),
            models.UniqueConstraint(
                fields=["department", "user"],
                condition=Q(is_active=True, user__isnull=False),
                name="contact_person_account_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ways(self) -> dict[str, str]:
        """The ways to reach the person that are known, by Way."""
        known = {
            Way.OFFICE: self.office_phone,
            Way.MOBILE: self.mobile,
            Way.EMAIL: self.email,
            Way.OTHER: self.other,
        }
        return {way.value: text for way, text in known.items() if text}


class Interface(models.Model):
    """A subject of a department for which an ordered list of persons answers."""

    department = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=SubjectKind.choices)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SubjectKind.values), name="interface_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="interface_named"),
        ]

    def __str__(self) -> str:
        return self.name


class InterfaceType(models.Model):
    """A type of request that an interface answers for; without one it answers for all others.

    ``subject`` repeats department, kind and name without regard to case, so that the database
    refuses two interfaces that answer for the same. ``counts`` ends with the interface.
    """

    interface = models.ForeignKey(Interface, models.PROTECT, related_name="types")
    request_type = models.ForeignKey(
        CodeItem, models.PROTECT, null=True, related_name="+", db_index=False
    )
    subject = models.CharField(max_length=350)
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "request_type"],
                condition=Q(counts=True),
                nulls_distinct=False,
                name="interface_answers_alone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.request_type_id}"


class Turn(models.Model):
    """The place of a person in the order in which an interface's persons are tried."""

    interface = models.ForeignKey(Interface, models.PROTECT, related_name="turns", db_index=False)
    person = models.ForeignKey(ContactPerson, models.PROTECT, related_name="turns")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["interface", "position"], name="turn_place_once"),
            models.UniqueConstraint(fields=["interface", "person"], name="turn_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.interface_id}: {self.position}"


class Substitution(models.Model):
    """Another contact person of the department stands in for one, from one day up to another."""

    person = models.ForeignKey(ContactPerson, models.PROTECT, related_name="substitutions")
    substitute = models.ForeignKey(ContactPerson, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="substitution_days"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("substitute")), name="substitution_by_another"
            ),
            # Each person has days of their own, so that one range says it all (``calendars``).
            ExclusionConstraint(
                name="substitution_one_a_day",
                expressions=[
                    (
                        Func(
                            template=(
                                "int8range(person_id * 100000 + (first_day - make_date(2000, 1, 1))"
                                ", person_id * 100000 + (last_day - make_date(2000, 1, 1)) + 1)"
                            ),
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} for {self.person_id}"


class ReachOut(models.Model):
    """The centre tries to reach somebody of the department that an order lies with.

    ``turn_of`` is whose turn it is and ``person`` who is to be reached, a substitute as a rule of
    who is away. ``due_at`` is when the clock goes on; it goes through the persons once.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="reach_outs")
    leg = models.ForeignKey(Dispatch, models.PROTECT, related_name="+", db_index=False)
    interface = models.ForeignKey(Interface, models.PROTECT, related_name="+")
    turn_of = models.ForeignKey(ContactPerson, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(ContactPerson, models.PROTECT, related_name="+", db_index=False)
    is_urgent = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leg"], condition=Q(ended_at=None), name="reach_out_one_open_per_leg"
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_at=None)
                | Q(end__in=End.values, ended_at__isnull=False, due_at=None),
                name="reach_out_ended",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(is_urgent=True), name="reach_out_due_if_urgent"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="reach_out_due"
            )
        ]

    def __str__(self) -> str:
        return f"reach-out for {self.order_id}"


class Attempt(models.Model):
    """One try to reach one person; without ``by`` the clock went on."""

    reach_out = models.ForeignKey(ReachOut, models.PROTECT, related_name="attempts")
    round = models.PositiveSmallIntegerField()
    turn_of = models.ForeignKey(ContactPerson, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(ContactPerson, models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=12, choices=ReachOutcome.choices)
    way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    remark = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=ReachOutcome.NO_ANSWER, by=None, way="")
                | Q(outcome__in=[ReachOutcome.REACHED, ReachOutcome.NOT_REACHED], by__isnull=False)
                & ~Q(way=""),
                name="attempt_by_somebody_or_the_clock",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reach_out_id}: {self.outcome}"


class Process(models.Model):
    """One version of the steps by which a department handles a type of request; never changed.

    It is in force from the moment at which the second of the two heads approved it.
    """

    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    request_type = models.ForeignKey(CodeItem, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    centre_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    centre_approved_at = models.DateTimeField(null=True)
    department_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    department_approved_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    refusal = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "request_type", "number"], name="process_version_once"
            ),
            models.UniqueConstraint(
                fields=["department", "request_type"],
                condition=Q(ended_at=None, in_force_at=None),
                name="process_one_draft",
            ),
            models.UniqueConstraint(
                fields=["department", "request_type"],
                condition=Q(ended_at=None, in_force_at__isnull=False),
                name="process_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(in_force_at=None)
                | Q(centre_approved_by__isnull=False, department_approved_by__isnull=False),
                name="process_in_force_by_both",
            ),
            models.CheckConstraint(
                condition=Q(centre_approved_by=None)
                | Q(department_approved_by=None)
                | ~Q(centre_approved_by=F("department_approved_by")),
                name="process_by_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"process {self.request_type_id} of {self.department_id}, version {self.number}"

    @property
    def state(self) -> ProcessState:
        """Where the version stands now."""
        if self.ended_at is None:
            return ProcessState.IN_FORCE if self.in_force_at else ProcessState.DRAFT
        return ProcessState.REFUSED if self.refused_by_id else ProcessState.REPLACED


class ProcessStep(models.Model):
    """One step of one version; ``who`` says in words who does it."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    who = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["process", "position"], name="process_step_once"),
            models.CheckConstraint(condition=~Q(text=""), name="process_step_text"),
        ]

    def __str__(self) -> str:
        return self.text


class StepTick(models.Model):
    """A step was done on one leg of an order; an untick keeps the row, with the reason."""

    leg = models.ForeignKey(Dispatch, models.PROTECT, related_name="+", db_index=False)
    step = models.ForeignKey(ProcessStep, models.PROTECT, related_name="+", db_index=False)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    ticked_at = models.DateTimeField()
    unticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    unticked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "step"], condition=Q(unticked_at=None), name="step_ticked_once"
            ),
            models.CheckConstraint(
                condition=Q(unticked_at=None, unticked_by=None, reason="")
                | Q(unticked_at__isnull=False, unticked_by__isnull=False) & ~Q(reason=""),
                name="step_unticked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leg_id}: {self.step_id}"
