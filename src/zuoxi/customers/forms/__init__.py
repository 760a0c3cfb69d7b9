"""What the pages ask for, as forms."""

from zuoxi.customers.forms.correct import CorrectForm
from zuoxi.customers.forms.register import RegisterForm
from zuoxi.customers.forms.small import ClassForm, RevealForm, SearchForm

__all__ = [
    "ClassForm",
    "CorrectForm",
    "RegisterForm",
    "RevealForm",
    "SearchForm",
]
