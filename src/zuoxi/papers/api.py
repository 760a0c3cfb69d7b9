"""Papers over the API."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import gives_bytes, operation
from zuoxi.papers import actions, pdf
from zuoxi.papers.files import order_pdf
from zuoxi.papers.policies import may_print

router = Router(tags=["papers"])


@operation(
    router.get,
    "/work-orders/{number}/paper",
    policy=may_print,
    problems=(429, 503),
    document=gives_bytes("application/pdf"),
)
def get_work_order_paper(request: Request, number: Annotated[ShortText, Path()]) -> HttpResponse:
    """Get a work order as a PDF.

    Personal data stand there as the caller may read them at this moment: masked, unless the
    customer is revealed to the caller. Each call is logged.
    """
    pdf.require()
    now = timezone.now()
    printed = actions.print_order(actor=request.actor, number=number, is_file=True, now=now)
    return order_pdf(printed, request.actor, now)
