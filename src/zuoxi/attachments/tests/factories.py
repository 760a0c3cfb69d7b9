"""Files of an order, sent by the same actions that people use."""

from datetime import timedelta
from io import BytesIO
from itertools import count

from zuoxi.attachments import actions
from zuoxi.attachments.tests import samples
from zuoxi.workorders.tests.factories import NOW

_serial = count(1)
LATER = NOW + timedelta(days=1)


def different_photo(**options):
    """Return a photo that no other call returns."""
    number = next(_serial)
    return samples.photo(comment=f"photo {number}", **options)


def add(place, order, data=None, *, name="现场.jpg", by="intake", now=LATER):
    data = different_photo() if data is None else data
    return actions.add_attachment(
        actor=place.actor(by),
        number=order.number,
        name=name,
        file=BytesIO(data),
        size=len(data),
        now=now,
    )


def shut(response):
    """Close the files of a response without what else Django does at the end of a request."""
    for close in response._resource_closers:
        close()


def begin(place, order, data, *, name="", by="intake", fingerprint="", now=LATER):
    return actions.begin_upload(
        actor=place.actor(by),
        number=order.number,
        name=name,
        size=len(data),
        fingerprint=fingerprint,
        now=now,
    )


def put(place, upload, offset, data, *, by="intake", now=LATER):
    return actions.receive_chunk(
        actor=place.actor(by), upload_id=upload.pk, offset=offset, data=data, now=now
    )


def finish(place, upload, *, by="intake", now=LATER):
    return actions.finish_upload(actor=place.actor(by), upload_id=upload.pk, now=now)
