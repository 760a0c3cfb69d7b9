"""What is typed about departments, reach-outs and processes, and the parts with their forms."""

from zuoxi.contacts.forms.orders import (
    AttemptForm,
    StartForm,
    StopForm,
    UntickForm,
    reach_part,
    steps_part,
)
from zuoxi.contacts.forms.register import (
    DAYS,
    FilterForm,
    FunctionsForm,
    InterfaceForm,
    PersonForm,
    ProcessForm,
    RefuseForm,
    SubstituteForm,
)

__all__ = [
    "DAYS",
    "AttemptForm",
    "FilterForm",
    "FunctionsForm",
    "InterfaceForm",
    "PersonForm",
    "ProcessForm",
    "RefuseForm",
    "StartForm",
    "StopForm",
    "SubstituteForm",
    "UntickForm",
    "reach_part",
    "steps_part",
]
