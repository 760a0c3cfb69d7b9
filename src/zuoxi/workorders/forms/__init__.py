"""What the pages ask for, as forms. They only show: every check is made by the action behind them.

An action refuses with one message per field; ``add_refusal`` puts those messages to the fields,
beside everything that was typed.
"""

from zuoxi.workorders.forms.codes import CodeItemForm
from zuoxi.workorders.forms.details import typed_details
from zuoxi.workorders.forms.fields import RequestFieldForm
from zuoxi.workorders.forms.filters import FilterForm
from zuoxi.workorders.forms.grading import RegradeForm
from zuoxi.workorders.forms.intake import IntakeForm
from zuoxi.workorders.forms.links import LinkForm
from zuoxi.workorders.forms.merging import MergeForm
from zuoxi.workorders.forms.moves import MoveForm, read_inputs, typed_texts

__all__ = [
    "CodeItemForm",
    "FilterForm",
    "IntakeForm",
    "LinkForm",
    "MergeForm",
    "MoveForm",
    "RegradeForm",
    "RequestFieldForm",
    "read_inputs",
    "typed_details",
    "typed_texts",
]
