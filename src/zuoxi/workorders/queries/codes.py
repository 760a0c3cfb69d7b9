"""Code lists, and what each request type asks for."""

from django.db.models import QuerySet

from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem, RequestField


def code_items(list_name: str, *, active_only: bool = True) -> QuerySet[CodeItem]:
    """Return the values of one code list in their order."""
    rows = CodeItem.objects.filter(list=list_name).order_by("position", "code")
    return rows.filter(is_active=True) if active_only else rows


def request_type(code: str) -> CodeItem | None:
    """Return a request type that is offered, or None."""
    return code_items(CodeList.REQUEST_TYPE).filter(code=code).first()


def request_fields(item: CodeItem, *, active_only: bool = True) -> QuerySet[RequestField]:
    """Return what a request type asks for, in its order."""
    rows = RequestField.objects.filter(request_type=item).order_by("position", "code")
    return rows.filter(is_active=True) if active_only else rows


def request_fields_by_type() -> dict[str, list[RequestField]]:
    """Return what is asked for now by each request type that asks for something, by its code."""
    found: dict[str, list[RequestField]] = {}
    rows = RequestField.objects.filter(is_active=True).select_related("request_type")
    for each in rows.order_by("position", "code"):
        found.setdefault(each.request_type.code, []).append(each)
    return found
