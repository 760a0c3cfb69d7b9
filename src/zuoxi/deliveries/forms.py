"""What is typed about channels and choices. The actions check it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.deliveries.choices import (
    ADDRESS_LIMIT,
    EMAIL_LIMIT,
    MOBILE_LIMIT,
    NAME_LIMIT,
    SECRET_LIMIT,
    DeliveryState,
    Form,
)
from zuoxi.deliveries.models import Channel
from zuoxi.org.models import Unit
from zuoxi.web.forms import ShownForm

_UNSEEN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class ChannelForm(ShownForm):
    """A channel; its form is chosen when it is added and stays."""

    form = forms.ChoiceField(
        label=pgettext_lazy("channel", "Form"),
        choices=Form.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "What is at the other end; it cannot be changed later. E-mail needs only a name."
        ),
    )
    name = forms.CharField(
        label=pgettext_lazy("channel", "Name"),
        widget=forms.TextInput(attrs={"maxlength": NAME_LIMIT, "autocomplete": "off"}),
        help_text=_("For example the name of the group."),
    )
    address = forms.CharField(
        label=pgettext_lazy("channel", "Webhook address"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": ADDRESS_LIMIT, **_UNSEEN}),
        help_text=_("Copied from where the robot was made. It is not shown again after saving."),
    )
    secret = forms.CharField(
        label=pgettext_lazy("channel", "Secret"),
        required=False,
        widget=forms.PasswordInput(
            render_value=True, attrs={"maxlength": SECRET_LIMIT, "autocomplete": "new-password"}
        ),
        help_text=_("For robots that check a signature. It belongs to the address beside it."),
    )
    unit = forms.ChoiceField(
        label=pgettext_lazy("channel", "For"),
        required=False,
        help_text=_(
            "A centre hears of all that belongs to it; a team, work area or department of what its "
            "own people are told."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=pgettext_lazy("channel", "Kinds of notices"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("channel", "Language"), choices=settings.LANGUAGES
    )
    is_round_the_clock = forms.BooleanField(
        label=_("Send outside of working time too"),
        required=False,
        help_text=_(
            "Otherwise what is not urgent waits until the unit opens by its working calendar."
        ),
    )
    is_active = forms.BooleanField(label=pgettext_lazy("channel", "In use"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        units: Iterable[Unit],
        kinds: Iterable[tuple[str, str]],
        channel: Channel | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.code, f"{'　' * (each.depth - 1)}{each.name}") for each in units]
        self.offer("unit", offered, empty=_("The whole house"))
        self.offer("kinds", kinds)
        if channel is None:
            del self.fields["is_active"]
            return
        del self.fields["form"]
        if channel.is_email:
            for name in ("address", "secret", "unit", "kinds", "is_round_the_clock", "language"):
                del self.fields[name]

    def chosen_kinds(self) -> list[str]:
        """Return the kinds that are ticked."""
        data = self.data
        return list(data.getlist("kinds")) if hasattr(data, "getlist") else []


class ChoicesForm(ShownForm):
    """What a person gets by e-mail."""

    email = forms.CharField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"maxlength": EMAIL_LIMIT, "autocomplete": "email"}),
        help_text=_("A mail with a link is sent to a new address; it counts when you open it."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Send me by e-mail"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_any_time = forms.BooleanField(
        label=_("Send outside of working time too"),
        required=False,
        help_text=_("Otherwise what is not urgent waits until your unit opens."),
    )
    mobile = forms.CharField(
        label=_("Mobile number"),
        required=False,
        widget=forms.TextInput(
            attrs={"maxlength": MOBILE_LIMIT, "inputmode": "tel", "autocomplete": "tel"}
        ),
        help_text=_(
            "Only for being mentioned (@) by robots of WeCom and DingTalk groups: the number by "
            "which you are known there."
        ),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kinds", kinds)

    def chosen_kinds(self) -> list[str]:
        """Return the kinds that are ticked."""
        data = self.data
        return list(data.getlist("kinds")) if hasattr(data, "getlist") else []


class LogForm(ShownForm):
    """What to show of the delivery log."""

    state = forms.ChoiceField(label=pgettext_lazy("delivery", "State"), required=False)
    channel = forms.ChoiceField(label=pgettext_lazy("delivery", "Channel"), required=False)

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("troubled", _("Failed or given up")), *DeliveryState.choices]
        self.offer("state", states, empty=pgettext_lazy("delivery", "All states"))
        offered = [(str(each.pk), each.name) for each in channels]
        self.offer("channel", offered, empty=pgettext_lazy("delivery", "All channels"))
