"""Pages of no business at all, for testing the frame: a URLconf."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from zuoxi.kernel import errors
from zuoxi.kernel.policies import holds
from zuoxi.web import htmx, pages
from zuoxi.web.forms import Form, GroupedSelect, YesNoField

handler400 = "zuoxi.web.views.handler400"
handler403 = "zuoxi.web.views.handler403"
handler404 = "zuoxi.web.views.handler404"
handler500 = "zuoxi.web.views.handler500"

FAULTS = {
    cls.status: cls
    for cls in vars(errors).values()
    if isinstance(cls, type) and issubclass(cls, errors.DomainError)
}


class SampleForm(Form):
    action = forms.ChoiceField(
        label="Action",
        choices=[("dispatch", "Dispatch"), ("note", "Note")],
        widget=forms.Select(attrs={"data-action-select": ""}),
    )
    area = forms.ChoiceField(label="Area", choices=[("", "–"), ("a1", "One"), ("a2", "Two")])
    person = forms.ChoiceField(
        label="Person",
        choices=[("", "–"), ("p1", "Zhao"), ("p2", "Qian")],
        widget=GroupedSelect(depends_on="area", groups={"p1": "a1", "p2": "a2"}),
    )
    remark = forms.CharField(label="Remark", widget=forms.Textarea, help_text="Everybody sees it.")
    note = forms.CharField(label="Note", required=False)
    done = YesNoField(label="Done?", required=False)


ROWS = [f"N{number}" for number in range(1, 6)]


@pages.page()
def sample_list(request: pages.ActorRequest) -> HttpResponse:
    return htmx.render(request, "sample/list.html", "sample/_rows.html", {"rows": ROWS})


@pages.page(policy=holds("dispatcher"))
def sample_form(request: pages.ActorRequest, number: str) -> HttpResponse:
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "It is done.")
        return htmx.redirect(request, "list")
    context = {"form": form, "number": number}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "sample/form.html", "sample/_form.html", context, status=status)


@pages.page(policy=holds("dispatcher"), methods=["GET"])
def for_dispatchers(_request: pages.ActorRequest) -> HttpResponse:
    return HttpResponse("<p>in</p>")


@pages.page(policy=holds("dispatcher"), methods=["GET"])
def for_one_customer(_request: pages.ActorRequest, customer_no: str) -> HttpResponse:
    return HttpResponse(customer_no)


@pages.public()
def fail(_request: pages.ActorRequest, status: int) -> HttpResponse:
    if status == 500:
        raise RuntimeError
    raise FAULTS[status](fields={"remark": ["Too short."]} if status == 422 else None)


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", include("zuoxi.web.urls")),
    path("list", sample_list, name="list"),
    path("form/<number>", sample_form, name="form"),
    path("dispatchers", for_dispatchers, name="for_dispatchers"),
    path("customers-of/<customer_no>/reveal", for_one_customer, name="for_one_customer"),
    path("fail/<int:status>", fail, name="fail"),
    path("api/fail/<int:status>", fail, name="api_fail"),
    path("undeclared", undeclared, name="undeclared"),
    path("accounts/", include(([path("sign-in", for_dispatchers, name="sign_in")], "accounts"))),
]
