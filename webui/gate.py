"""Pages that only some roles use. Who may know of a single case is the engine's to judge."""

from collections.abc import Mapping

from flask import Blueprint

from engine.rules.errors import NotAllowed, NotFound
from engine.rules.permissions import Role
from webui.auth import actor

# blueprint → roles; docs/permissions.md is made of it. Pages not named here are for everybody.
_GUARDED: dict[str, frozenset[Role]] = {}


def guarded() -> Mapping[str, frozenset[Role]]:
    """Return which roles each guarded group of pages is for."""
    return dict(_GUARDED)


def only_for(bp: Blueprint, roles: frozenset[Role], *, hidden: bool = False) -> None:
    """Let only people who hold one of *roles* open the pages of *bp*; tell others why not.

    *hidden*: for others there is no such page.
    """
    _GUARDED[bp.name] = roles

    @bp.before_request
    def check() -> None:
        if not roles & actor().roles:
            raise NotFound("page.unknown") if hidden else NotAllowed("page.role")
