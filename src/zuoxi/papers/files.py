"""Papers as files."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zuoxi.kernel.actors import Actor
from zuoxi.papers import pdf, presenters
from zuoxi.papers.actions import Print

MEDIA_TYPE = "application/pdf"


def order_pdf(printed: Print, actor: Actor, now: datetime) -> HttpResponse:
    """Return one order as a PDF."""
    context = presenters.order_context(printed, actor, now)
    made = pdf.pdf_of(presenters.document("papers/_order.html", context))
    response = HttpResponse(made, content_type=MEDIA_TYPE)
    name = f"{context['form_type_label']}-{printed.detail.order.number}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    response["Cache-Control"] = "no-store"
    return response
