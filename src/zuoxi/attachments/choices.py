"""Kinds of files, and the dated limits of what may be sent."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option

MEGABYTE = 1024 * 1024


class FileKind(TextChoices):
    """What a file is, by its content; a signature is a picture that was drawn on our page."""

    PHOTO = "photo", pgettext_lazy("attachment", "Photo")
    DOCUMENT = "document", pgettext_lazy("attachment", "PDF document")
    AUDIO = "audio", pgettext_lazy("attachment", "Sound recording")
    SIGNATURE = "signature", pgettext_lazy("attachment", "Signature")


_OWN = _("Zuoxi default: enough for a telephone, too little to fill the disk")

MOST_MEGABYTES = {
    FileKind.PHOTO: Option(
        "attachments.photo_megabytes",
        30,
        label=_("Largest photo, in megabytes"),
        source=_OWN,
        minimum=1,
        maximum=100,
    ),
    FileKind.DOCUMENT: Option(
        "attachments.document_megabytes",
        50,
        label=_("Largest PDF document, in megabytes"),
        source=_OWN,
        minimum=1,
        maximum=100,
    ),
    FileKind.AUDIO: Option(
        "attachments.audio_megabytes",
        100,
        label=_("Largest sound recording, in megabytes"),
        source=_OWN,
        minimum=1,
        maximum=100,
    ),
}
MOST_MEGAPIXELS = Option(
    "attachments.photo_megapixels",
    64,
    label=_("Largest photo, in megapixels"),
    source=_("Zuoxi default: what today's telephones take, and what can be decoded safely"),
    minimum=1,
    maximum=80,
)
MOST_PER_ORDER = Option(
    "attachments.most_per_order",
    100,
    label=_("Most attachments of one work order"),
    source=_OWN,
    minimum=1,
    maximum=200,
)
FILES_PER_HOUR = Option(
    "attachments.files_per_hour",
    200,
    label=_("Files that one person may send in an hour"),
    source=_OWN,
    minimum=1,
    maximum=10_000,
)
MEGABYTES_PER_HOUR = Option(
    "attachments.megabytes_per_hour",
    2_000,
    label=_("Megabytes that one person may send in an hour"),
    source=_OWN,
    minimum=1,
    maximum=100_000,
)
UPLOAD_HOURS = Option(
    "attachments.upload_hours",
    24,
    label=_("Hours after which an unfinished upload is dropped"),
    source=_("Zuoxi default: a shift and the night after it"),
    minimum=1,
    maximum=720,
)
SPARE_MEGABYTES = Option(
    "attachments.spare_megabytes",
    200,
    label=_("Disk space that uploads leave free, in megabytes"),
    source=_("Zuoxi default: the database may live on the same disk"),
    minimum=0,
    maximum=1_000_000,
)

# A single part of a resumable upload: small enough to be held in memory and to be sent again.
LARGEST_CHUNK = 4 * MEGABYTE
NAME_LIMIT = 150
REASON_LIMIT = 500
FINGERPRINT_LIMIT = 200
