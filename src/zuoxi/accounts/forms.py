"""What people type to sign in, to change a password and to set up their own account."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.web.forms import Form
from zuoxi.web.preferences import LANGUAGES, THEMES

_LANGUAGES = (
    ("", _("Browser default")),
    *((code, name) for code, (name, _tag) in LANGUAGES.items()),
)
_THEME_NAMES = (pgettext_lazy("theme", "Light"), pgettext_lazy("theme", "Dark"))
_THEMES = (
    ("", pgettext_lazy("theme", "As the system")),
    *zip(THEMES, _THEME_NAMES, strict=True),
)


class SignInForm(Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(Form):
    """The present password and the new one, twice."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Repeat the new password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        """Refuse two different new passwords; the policy is the action's business."""
        given = self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords are not the same."))


class PreferencesForm(Form):
    """Language and look of the own pages."""

    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)
    theme = forms.ChoiceField(label=_("Colours"), choices=_THEMES, required=False)


class TokenForm(Form):
    """What a new token is for."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        required=False,
        help_text=_("For example the name of the script, to recognise the token later."),
    )
