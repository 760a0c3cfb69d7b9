"""What the frame's templates need, for every page."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import translation

from zuoxi.kernel.actors import Actor
from zuoxi.web import nav
from zuoxi.web.pages import actor_of
from zuoxi.web.paths import of_page
from zuoxi.web.preferences import LANGUAGES, Looks, looks_of


@dataclass(frozen=True)
class Language:
    """One entry of the language switch."""

    code: str
    lang: str
    name: str
    current: bool


class Frame:
    """The rail, the top bar and the attributes of one page; worked out only when shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def actor(self) -> Actor:
        """Who looks at the page."""
        return actor_of(self._request)

    @cached_property
    def lang(self) -> str:
        """The language of the page for ``<html lang>``."""
        return language_tag()

    @cached_property
    def languages(self) -> list[Language]:
        """The languages to choose from."""
        current = translation.get_language()
        return [
            Language(code, tag, name, code == current) for code, (name, tag) in LANGUAGES.items()
        ]

    @cached_property
    def looks(self) -> Looks:
        """Theme and density."""
        return looks_of(self._request)

    @cached_property
    def sections(self) -> list[nav.NavSection]:
        """The rail."""
        return nav.sections(self.actor, self._request.resolver_match)

    @cached_property
    def rail_key(self) -> str:
        """What the rail looks like: its links, the current one, what refreshes its numbers."""
        links = (link for each in self.sections for link in each.links)
        return " ".join((self.count_topics, *(f"{it.url}{'*' * it.current}" for it in links)))

    @cached_property
    def count_topics(self) -> str:
        """The live topics that change the numbers in the rail and the top bar."""
        keys = {link.item.count_key for each in self.sections for link in each.links}
        # A key may name a part of a list ("work_area-fault_report"); the topic is the whole list's.
        topics = {f"list:{key.partition('-')[0]}" for key in keys - {""}}
        return " ".join(sorted(topics | {tool.topic for tool in self.tools}))

    @cached_property
    def tools(self) -> list[nav.Tool]:
        """The links with a number in the top bar."""
        return nav.tools(self.actor)

    @cached_property
    def home_url(self) -> str:
        """Where the product's name leads."""
        return _url("desk:home") or "/"

    @cached_property
    def search_url(self) -> str:
        """Where the search box leads; empty: no box."""
        return nav.search_url(self.actor)

    @cached_property
    def palette_url(self) -> str:
        """What Ctrl+K asks while the reader types; empty: it leads to the search box."""
        return nav.palette_url(self.actor)

    @cached_property
    def messages(self) -> list[Message]:
        """The messages that wait for the reader; shown once."""
        return list(messages.get_messages(self._request))

    @cached_property
    def preferences_url(self) -> str:
        """Where a change of language or theme is posted to."""
        return (self.actor.is_signed_in and _url("accounts:preferences")) or of_page(
            "web:preferences"
        )

    @cached_property
    def links(self) -> dict[str, str]:
        """The addresses of the person menu that exist in this installation."""
        names = ("profile", "password", "tokens", "sign_out", "sign_in")
        return {name: _url(f"accounts:{name}") for name in names}

    @cached_property
    def live_url(self) -> str:
        """Where the browser listens for changes; empty when nobody is signed in."""
        if not self.actor.is_signed_in:
            return ""
        return settings.ENV.live_url or f"//{self._host()}:{settings.ENV.live_port}/events"

    def _host(self) -> str:
        host = self._request.get_host()
        return host if host.endswith("]") else host.rsplit(":", 1)[0]


def language_tag() -> str:
    """Return the present language as ``lang`` attributes write it."""
    return LANGUAGES.get(translation.get_language() or "", LANGUAGES["en"])[1]


def frame(request: HttpRequest) -> dict[str, object]:
    """Supply ``frame`` to every template."""
    return {"frame": Frame(request)}


def _url(name: str) -> str:
    try:
        return of_page(name)
    except NoReverseMatch:
        return ""
