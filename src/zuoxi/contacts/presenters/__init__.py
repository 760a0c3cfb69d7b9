"""The register, reach-outs and processes as pages and the API show them."""

from zuoxi.contacts.presenters.files import file_of
from zuoxi.contacts.presenters.gaps import GapRow, gap_rows
from zuoxi.contacts.presenters.orders import (
    ReachState,
    open_steps_part,
    reach_state,
)
from zuoxi.contacts.presenters.persons import (
    ListRow,
    PersonCard,
    card_of,
    cards_of,
    list_rows,
)

__all__ = [
    "GapRow",
    "ListRow",
    "PersonCard",
    "ReachState",
    "card_of",
    "cards_of",
    "file_of",
    "gap_rows",
    "list_rows",
    "open_steps_part",
    "reach_state",
]
