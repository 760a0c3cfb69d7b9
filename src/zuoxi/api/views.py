"""The page on which the API is described and tried."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zuoxi.web.pages import ActorRequest, public


@public(methods=["GET"])
def docs(request: ActorRequest) -> HttpResponse:
    """Describe every call and let the reader try it, with a token or with the own session.

    Open to everybody: the document holds no data.
    """
    settings = {
        "url": reverse("api:openapi-json"),
        "layout": "BaseLayout",
        "deepLinking": True,
        "docExpansion": "list",
        "defaultModelsExpandDepth": 0,
        "persistAuthorization": False,
        "validatorUrl": None,
    }
    return render(request, "api/docs.html", {"settings": settings})
