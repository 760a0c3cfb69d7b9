"""How long the register, reach-outs and processes are kept."""

from django.db.models import Q

from zuoxi.contacts.events import DepartmentFact, ProcessFact
from zuoxi.contacts.models import (
    Attempt,
    ContactPerson,
    Interface,
    InterfaceType,
    Process,
    ProcessStep,
    Profile,
    ReachOut,
    StepTick,
    Substitution,
    Turn,
)
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(
    Profile,
    ContactPerson,
    Interface,
    InterfaceType,
    Turn,
    Substitution,
    because="Some dozens of rows a department; orders say who was reached.",
)
keep(Process, ProcessStep, because="By the version in force an order is judged later.")
keep(ReachOut, Attempt, StepTick, because="As long as its order.")
lasts(Q(subject_type__in=(DepartmentFact.SUBJECT, ProcessFact.SUBJECT)))
