"""The flow chart of a lifecycle as boxes and arrows on a grid; a template draws them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.kernel.lifecycle import Lifecycle, State, Transition
from zuoxi.workorders.choices import ACTION_LABELS, INPUT_LABELS, INTAKE_LABELS, Status
from zuoxi.workorders.lifecycle import ADJUDICATION, REVIEWED

WIDTH, HEIGHT = 148, 52
COLUMN, ROW = 272, 184
LEFT, TOP, RIGHT, BOTTOM = 132, 24, 72, 104
_BUS = 56  # how far below the lowest row the long way round runs
_LINE = 15
_ASIDE = 34  # from the middle of a slanting line to its words, so that two lines of them are clear

# Text, height on the drawing, whether it names a role.
Lines = tuple[tuple[str, int, bool], ...]


@dataclass(frozen=True)
class Box:
    """A state at its place; ``is_current`` marks where the looked-at order stands."""

    name: str
    label: str
    note: str
    x: int
    y: int
    is_current: bool

    width: int = WIDTH
    height: int = HEIGHT

    @property
    def text_y(self) -> int:
        """The base line of the label, higher up where a note follows."""
        return self.centre + (-2 if self.note else 6)

    @property
    def note_y(self) -> int:
        """The base line of the note."""
        return self.centre + 16

    @property
    def middle(self) -> int:
        """The horizontal middle."""
        return self.x + WIDTH // 2

    @property
    def centre(self) -> int:
        """The vertical middle."""
        return self.y + HEIGHT // 2

    @property
    def foot(self) -> int:
        """The lower edge."""
        return self.y + HEIGHT


@dataclass(frozen=True)
class Arrow:
    """All transitions from one box to another: a path, the actions and who may take them."""

    path: str
    lines: "Lines"
    x: int
    anchor: str
    is_open: bool


@dataclass(frozen=True)
class Row:
    """One line of the table that says the same in words."""

    source: str
    action: str
    role: str
    inputs: str
    target: str
    is_open: bool


@dataclass(frozen=True)
class Chart:
    """Everything the template draws."""

    boxes: list[Box]
    arrows: list[Arrow]
    rows: list[Row]
    width: int
    height: int


def chart_of(table: Lifecycle, *, current: str = "") -> Chart:
    """Return the drawing of a lifecycle; ``current`` is the state to mark."""
    boxes = {state.name: _box(state, current) for state in table.flow()}
    columns = max(state.column for state in table.flow())
    lowest = max(box.foot for box in boxes.values())
    arrows = [_creation(boxes[table.creation.target], table.creation)]
    for (source, target), found in _grouped(table).items():
        arrows.append(_arrow(boxes[source], boxes[target], found, lowest, current))
    arrows += [
        _instead(boxes[each.target], boxes[each.beyond], lowest)
        for each in table.transitions
        if each.beyond
    ]
    return Chart(
        boxes=list(boxes.values()),
        arrows=arrows,
        rows=list(_rows(table, current)),
        width=LEFT + COLUMN * columns + WIDTH + RIGHT,
        height=lowest + BOTTOM,
    )


def _box(state: State, current: str) -> Box:
    return Box(
        name=state.name,
        label=str(Status(state.status).label),
        note=_note(state),
        x=LEFT + COLUMN * state.column,
        y=TOP + ROW * state.row,
        is_current=state.name == current,
    )


def _note(state: State) -> str:
    """Return what tells a state from the other one with the same status."""
    if state.name == ADJUDICATION:
        return _("in adjudication")
    return _("reviewed") if state.name == REVIEWED else ""


def _grouped(table: Lifecycle) -> dict[tuple[str, str], list[Transition]]:
    found: dict[tuple[str, str], list[Transition]] = {}
    for each in table.transitions:
        for source in each.sources:
            found.setdefault((source, each.target), []).append(each)
    return found


def _creation(target: Box, arrow: Transition) -> Arrow:
    start = target.x - LEFT + 8
    path = f"M{start} {target.centre} H{target.x}"
    x = (start + target.x) // 2
    return Arrow(path, _lines([arrow], target.centre - 8, upwards=True), x, "middle", is_open=False)


def _arrow(source: Box, target: Box, found: list[Transition], lowest: int, current: str) -> Arrow:
    is_open = source.name == current
    right = target.x > source.x
    if source.y == target.y and abs(target.x - source.x) == COLUMN:
        start, end = (source.x + WIDTH, target.x) if right else (source.x, target.x + WIDTH)
        path = f"M{start} {source.centre} H{end}"
        lines = _lines(found, source.centre - 8, upwards=True)
        return Arrow(path, lines, (start + end) // 2, "middle", is_open)
    if source.x == target.x:
        down = target.y > source.y
        start, end = (source.foot, target.y) if down else (source.y, target.foot)
        lines = _lines(found, (start + end) // 2 - 4)
        # Towards the side on which no slanting arrow arrives.
        x, anchor = (source.middle + 8, "start") if down else (source.middle - 8, "end")
        return Arrow(f"M{source.middle} {start} V{end}", lines, x, anchor, is_open)
    if abs(target.x - source.x) == COLUMN:
        return _slanting(source, target, found, is_open=is_open)
    return _long_way(source, target, found, lowest, is_open=is_open)


def _slanting(source: Box, target: Box, found: list[Transition], *, is_open: bool) -> Arrow:
    """Draw to the next column of another row; what goes up keeps clear of what comes down."""
    down = target.y > source.y
    side = 1 if target.x > source.x else -1
    start_x = source.middle + side * (WIDTH // 3 if down else WIDTH // 8)
    end_x = target.middle - side * (WIDTH // 6 if down else WIDTH // 8)
    start, end = (source.foot, target.y) if down else (source.y, target.foot)
    # The words stand beside the line: behind what goes down, before what goes up.
    behind = down == (side > 0)
    x = (start_x + end_x) // 2 + (_ASIDE if behind else -_ASIDE)
    lines = _lines(found, (start + end) // 2 - 4)
    anchor = "start" if behind else "end"
    return Arrow(f"M{start_x} {start} L{end_x} {end}", lines, x, anchor, is_open)


def _instead(usual: Box, beyond: Box, lowest: int) -> Arrow:
    """Draw from where a transition usually leads to where it leads once it has been too often."""
    bus = lowest + _BUS * 3 // 2
    path = f"M{usual.middle} {usual.foot} V{bus} H{beyond.middle} V{beyond.foot}"
    lines = ((_("Return limit reached"), bus - 8, False),)
    return Arrow(path, lines, (usual.middle + beyond.middle) // 2, "middle", is_open=False)


def _long_way(
    source: Box, target: Box, found: list[Transition], lowest: int, *, is_open: bool
) -> Arrow:
    # What goes forward keeps clear of what goes back.
    bus = lowest + (_BUS // 2 if target.x > source.x else _BUS)
    if source.foot == lowest:
        path = f"M{source.middle} {source.foot} V{bus} H{target.middle} V{target.foot}"
        return Arrow(path, _lines(found, bus - 22), source.middle - 10, "end", is_open)
    side = source.x - (COLUMN - WIDTH) * 3 // 5
    start = source.x + WIDTH // 5
    path = f"M{start} {source.foot} v20 H{side} V{bus} H{target.middle} V{target.foot}"
    return Arrow(path, _lines(found, (source.foot + lowest) // 2 - 30), side + 8, "start", is_open)


def _lines(found: list[Transition], y: int, *, upwards: bool = False) -> Lines:
    """Return the actions, then the roles, each on a line of its own from ``y`` (up to it)."""
    words = [(str(ACTION_LABELS[each.action]), False) for each in found]
    words += [(role, True) for role in dict.fromkeys(str(Role(each.role).label) for each in found)]
    first = y - _LINE * (len(words) - 1) if upwards else y
    return tuple((word, first + _LINE * at, is_role) for at, (word, is_role) in enumerate(words))


def _rows(table: Lifecycle, current: str) -> Iterator[Row]:
    labels = {state.name: _label(state) for state in table.flow()}
    for each in (table.creation, *table.transitions):
        for source in each.sources or ("",):
            yield Row(
                source=labels.get(source, ""),
                action=str(ACTION_LABELS[each.action]),
                role=str(Role(each.role).label),
                inputs=_inputs(each),
                target=_target(each, labels),
                is_open=bool(source) and source == current,
            )


def _target(arrow: Transition, labels: dict[str, str]) -> str:
    usual = labels[arrow.target]
    if arrow.beyond == ADJUDICATION:
        return _("%(status)s (or in adjudication)") % {"status": usual}
    return usual


def _label(state: State) -> str:
    label = str(Status(state.status).label)
    if state.name == ADJUDICATION:
        return _("%(status)s (in adjudication)") % {"status": label}
    return _("%(status)s (reviewed)") % {"status": label} if state.name == REVIEWED else label


def _inputs(arrow: Transition) -> str:
    words = [str(INPUT_LABELS[each.name]) for each in arrow.inputs if each.required]
    if not arrow.sources:
        words = [str(each) for each in INTAKE_LABELS.values()]
    return _(", ").join(words)
