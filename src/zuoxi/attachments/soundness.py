"""What must hold of every attachment."""

from collections.abc import Iterator

from zuoxi.attachments import files
from zuoxi.attachments.models import Attachment
from zuoxi.kernel.soundness import rule


@rule("The file of each attachment is there, as long as it was when it arrived.")
def with_their_files() -> Iterator[str]:
    """Name the files that are missing on the disk or were cut."""
    rows = Attachment.objects.select_related("order")
    for each in rows.iterator():
        path = files.path_of(each.key)
        if not path.is_file() or path.stat().st_size != each.size:
            yield f"{each.order.number}: {each.name}"
