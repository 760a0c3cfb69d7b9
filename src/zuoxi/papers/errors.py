"""Refusals of this package that no other one has."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.errors import DomainError


class PdfUnavailable(DomainError):
    """The machine lacks what the making of a PDF needs; the message says what to install."""

    code = "pdf_unavailable"
    status = 503
    message = _("This server cannot make PDF files yet.")
