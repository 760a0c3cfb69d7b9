import pytest
from django.urls import resolve

from zuoxi.kernel.actors import ANONYMOUS, Actor
from zuoxi.web import nav

DISPATCHER = Actor(user_id=1, roles=frozenset({"dispatcher"}))
AUDITOR = Actor(user_id=2, roles=frozenset({"auditor"}))


@pytest.fixture
def rail():
    nav.register(
        nav.NavItem(group=nav.Group.SETTINGS, label="Everybody", url_name="list", icon="settings"),
        nav.NavItem(
            group=nav.Group.DISPATCH,
            label="Second",
            url_name="form",
            args=("2",),
            icon="send",
            order=20,
            count_key="second",
        ),
        nav.NavItem(
            group=nav.Group.DISPATCH,
            label="First",
            url_name="form",
            args=("1",),
            icon="send",
            order=10,
            count_key="first",
            also=("for_dispatchers",),
        ),
    )


def labels(actor, match=None):
    return [link.item.label for each in nav.sections(actor, match) for link in each.links]


@pytest.mark.usefixtures("rail")
def test_the_rail_shows_what_the_roles_may_use_in_order():
    assert labels(DISPATCHER) == ["First", "Second", "Everybody"]
    assert labels(AUDITOR) == ["Everybody"]
    assert labels(ANONYMOUS) == []


@pytest.mark.usefixtures("rail")
@pytest.mark.parametrize(
    ("address", "current"), [("/form/1", "First"), ("/form/2", "Second"), ("/dispatchers", "First")]
)
def test_exactly_the_shown_page_is_current(address, current):
    links = [link for each in nav.sections(DISPATCHER, resolve(address)) for link in each.links]

    assert [link.item.label for link in links if link.current] == [current]


@pytest.mark.usefixtures("rail")
def test_numbers_are_given_for_the_own_links_only():
    nav.register_counts(lambda _actor: {"first": 3, "foreign": 9})

    assert nav.counts(DISPATCHER) == {"first": 3, "second": 0}
    assert nav.counts(AUDITOR) == {}


@pytest.mark.usefixtures("rail")
def test_numbers_come_as_fragments_and_are_capped(dispatcher):
    nav.register_counts(lambda _actor: {"first": 100, "second": 99})

    text = " ".join(dispatcher.get("/nav/counts").text.split())

    assert 'id="count-first" hx-swap-oob="true" >99+</span>' in text
    assert 'id="count-second" hx-swap-oob="true" >99</span>' in text


@pytest.mark.usefixtures("rail")
def test_the_page_listens_for_the_lists_behind_the_numbers(dispatcher):
    assert 'data-live="list:first list:second"' in dispatcher.get("/list").text


def test_the_search_box_is_there_for_who_may_search():
    nav.set_search("for_dispatchers")

    assert nav.search_url(DISPATCHER) == "/dispatchers"
    assert nav.search_url(AUDITOR) == ""
    assert nav.search_url(ANONYMOUS) == ""


def test_everybody_signed_in_has_the_links_of_the_top_bar_with_their_numbers():
    tool = nav.Tool(
        label="Waiting",
        url_name="list",
        icon="bell",
        count_key="waiting",
        count=lambda _actor: 4,
        topic="waiting",
    )
    nav.register_tool(tool)
    nav.register_tool(tool)

    assert nav.tools(AUDITOR) == [tool]
    assert nav.tools(ANONYMOUS) == []
    assert nav.counts(AUDITOR) == {"waiting": 4}
    assert nav.counts(ANONYMOUS) == {}
