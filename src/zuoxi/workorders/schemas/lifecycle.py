"""The state table and the actions it offers, as the API shows them."""

from typing import Self

from zuoxi.api.schemas import Output
from zuoxi.kernel.lifecycle import Lifecycle, Transition
from zuoxi.workorders.choices import (
    ACTION_LABELS,
    INPUT_LABELS,
    LIST_LABELS,
    FormType,
    state_label,
)


class InputOut(Output):
    """One input of an action."""

    name: str
    label: str
    kind: str
    required: bool
    code_list: str | None


class ActionOut(Output):
    """An action that the caller may take now, with its inputs."""

    action: str
    label: str
    inputs: list[InputOut]

    @classmethod
    def of(cls, arrow: Transition) -> Self:
        """Build the answer from a row of the lifecycle."""
        return cls(
            action=arrow.action,
            label=str(ACTION_LABELS[arrow.action]),
            inputs=[
                InputOut(
                    name=each.name,
                    label=str(INPUT_LABELS[each.name]),
                    kind=each.kind.value,
                    required=each.required and each.default is None,
                    code_list=each.code_list or None,
                )
                for each in arrow.inputs
            ],
        )


class StateOut(Output):
    """A node of the lifecycle. Without a `status` an order keeps the one that it had before."""

    name: str
    status: str
    label: str
    list: str
    list_label: str


class TransitionOut(Output):
    """An arrow of the lifecycle."""

    row: str
    action: str
    label: str
    sources: list[str]
    target: str
    role: str
    inputs: list[InputOut]


class LifecycleOut(Output):
    """The state table as data."""

    form_type: FormType
    version: int
    initial: str
    states: list[StateOut]
    transitions: list[TransitionOut]

    @classmethod
    def of(cls, form_type: FormType, table: Lifecycle) -> Self:
        """Build the answer from a lifecycle."""
        return cls(
            form_type=form_type,
            version=table.version,
            initial=table.creation.target,
            states=[
                StateOut(
                    name=each.name,
                    status=each.status,
                    label=str(state_label(each)),
                    list=each.list_name,
                    list_label=str(LIST_LABELS[each.list_name]),
                )
                for each in table.states
            ],
            transitions=[
                TransitionOut(
                    row=each.row,
                    action=each.action,
                    label=str(ACTION_LABELS[each.action]),
                    sources=list(each.sources),
                    target=each.target,
                    role=each.role,
                    inputs=ActionOut.of(each).inputs,
                )
                for each in table.transitions
            ],
        )
