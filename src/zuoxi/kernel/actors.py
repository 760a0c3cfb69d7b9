"""Who acts: built once per request, passed to every query and every action."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """One person (or the system) together with what that person may see.

    ``centre_ids`` are the service centres whose business data the actor's roles open;
    ``area_ids`` are the work areas for which the actor is staff or head. Both are already expanded
    from the organisation tree, so that a query needs no further look-up. ``inner_area_ids`` are those
    of the areas that lie in one of these centres. ``held_at`` pairs each role
    with the id of every such place: what somebody may see in one place says nothing about what
    the same person may do in another.
    """

    user_id: int | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    centre_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    inner_area_ids: frozenset[int] = frozenset()
    held_at: frozenset[tuple[str, int]] = frozenset()
    time_zone: str = ""
    channel: str = "system"
    request_id: str = ""
    address: str = ""

    @property
    def outer_area_ids(self) -> frozenset[int]:
        """The work areas by which the actor sees what the centres do not show already.

        What lies with a work area belongs to its centre. To ask for both would make the database
        look at each row that either of them has.
        """
        return self.area_ids - self.inner_area_ids

    @property
    def is_signed_in(self) -> bool:
        """Tell whether a person stands behind this actor."""
        return self.user_id is not None

    def holds(self, roles: Iterable[str]) -> bool:
        """Tell whether the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def holds_at(self, roles: Iterable[str], place_id: int | None) -> bool:
        """Tell whether the actor holds one of the roles at this centre or work area."""
        return place_id in self.places_of(roles)

    def places_of(self, roles: Iterable[str]) -> frozenset[int]:
        """Return the centres or work areas at which the actor holds one of the roles."""
        wanted = set(roles)
        return frozenset(place_id for role, place_id in self.held_at if role in wanted)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call came from; the part of an actor that is known before anybody signs in."""

    channel: str
    request_id: str = ""
    address: str = ""


SYSTEM = Actor(name="system", channel="system")
ANONYMOUS = Actor(channel="web")


@dataclass(frozen=True, slots=True)
class Scope:
    """The roles and places of one user, as the organisation tree has them."""

    roles: frozenset[str] = field(default_factory=frozenset)
    centre_ids: frozenset[int] = field(default_factory=frozenset)
    area_ids: frozenset[int] = field(default_factory=frozenset)
    inner_area_ids: frozenset[int] = field(default_factory=frozenset)
    held_at: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    time_zone: str = ""
