"""All writes of the register, of reach-outs and of agreed processes."""

from zuoxi.contacts.actions.departments import found_departments, save_functions
from zuoxi.contacts.actions.exports import ExportedList, export_list
from zuoxi.contacts.actions.interfaces import WantedInterface, close_interface, save_interface
from zuoxi.contacts.actions.persons import WantedPerson, close_person, save_person
from zuoxi.contacts.actions.processes import (
    WantedStep,
    approve_process,
    propose_process,
    refuse_process,
)
from zuoxi.contacts.actions.reaching import (
    end_for_leg,
    end_reach_out,
    go_on,
    record_attempt,
    start_reach_out,
)
from zuoxi.contacts.actions.steps import tick_step, untick_step
from zuoxi.contacts.actions.substitutes import name_substitute, remove_substitute

__all__ = [
    "ExportedList",
    "WantedInterface",
    "WantedPerson",
    "WantedStep",
    "approve_process",
    "close_interface",
    "close_person",
    "end_for_leg",
    "end_reach_out",
    "export_list",
    "found_departments",
    "go_on",
    "name_substitute",
    "propose_process",
    "record_attempt",
    "refuse_process",
    "remove_substitute",
    "save_functions",
    "save_interface",
    "save_person",
    "start_reach_out",
    "tick_step",
    "untick_step",
]
