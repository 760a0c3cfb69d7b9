"""Attachments as pages and the API show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.attachments.choices import FileKind
from zuoxi.attachments.models import Attachment
from zuoxi.attachments.policies import is_open, may_withdraw, works_with
from zuoxi.kernel.actors import Actor
from zuoxi.web.middleware import LARGEST_BODY
from zuoxi.workorders.models import WorkOrder

_ICONS = {
    FileKind.PHOTO: "photo",
    FileKind.DOCUMENT: "file-text",
    FileKind.AUDIO: "headset",
    FileKind.SIGNATURE: "pencil",
}
# What every browser shows by itself.
_SHOWN = {"image/jpeg", "image/png", "image/webp", "application/pdf"}


@dataclass(frozen=True)
class AttachmentRow:
    """An attachment with what one reader may do about it."""

    attachment: Attachment
    may_withdraw: bool

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return str(FileKind(self.attachment.kind).label)

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return _ICONS[FileKind(self.attachment.kind)]

    @property
    def is_audio(self) -> bool:
        """Tell whether it can be listened to."""
        return self.attachment.kind == FileKind.AUDIO

    @property
    def is_shown(self) -> bool:
        """Tell whether a browser can show it, so that it need not be downloaded to be seen."""
        return self.attachment.media_type in _SHOWN

    @property
    def measure(self) -> str:
        """How large it is: bytes, and minutes or pages where it has them."""
        size = filesizeformat(self.attachment.size)
        if self.attachment.seconds:
            minutes, seconds = divmod(self.attachment.seconds, 60)
            return f"{minutes}:{seconds:02d} · {size}"
        if self.attachment.pages:
            pages = ngettext("%(count)s page", "%(count)s pages", self.attachment.pages)
            return f"{pages % {'count': self.attachment.pages}} · {size}"
        return str(size)


def rows_for(attachments: Iterable[Attachment], actor: Actor) -> list[AttachmentRow]:
    """Return the rows of one reader."""
    return [AttachmentRow(each, may_withdraw(actor, each)) for each in attachments]


def may_add_to(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the page offers to add a file."""
    return works_with(actor, order) and is_open(order)


def closed_note(actor: Actor, order: WorkOrder) -> str:
    """Say why no file can be added, to those who otherwise could."""
    if works_with(actor, order) and not is_open(order):
        return _("This work order is archived; files can no longer be added.")
    return ""


def list_context(order: WorkOrder, found: Iterable[Attachment], actor: Actor) -> dict[str, Any]:
    """Return what the part of an order's page shows."""
    rows = rows_for(found, actor)
    return {
        "order": order,
        "pictures": [each for each in rows if each.attachment.has_thumbnail],
        "others": [each for each in rows if not each.attachment.has_thumbnail],
        "may_add": may_add_to(actor, order),
        "closed_note": closed_note(actor, order),
        "form_megabytes": LARGEST_BODY // (1024 * 1024) - 1,
    }
