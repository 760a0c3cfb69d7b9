"""How long files of orders are kept."""

from zuoxi.attachments.choices import UPLOAD_HOURS
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.kernel.retention import keep, tidied

keep(Attachment, because="As long as its order, with its file; withdrawn ones too.")
tidied(
    Upload,
    text="An unfinished one is removed, and after it every file that no row names.",
    by="attachments.sweep_files",
    option=UPLOAD_HOURS,
)
