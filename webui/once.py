"""What a page draws or works out many times alike is done once for that page.

A list of fifty rows shows the same few signs, addresses and words a hundred times over, and once
more for phones. What is kept lives as long as the request: language, day and person are the same
throughout, and nothing grows stale.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, wraps
from typing import Any, Protocol, TypeVar

from flask import Flask, g
from markupsafe import Markup, escape

KEPT = "kept_once"
Given = TypeVar("Given", bound=Hashable)
Made = TypeVar("Made")


class Macro(Protocol):
    """A macro of a template."""

    name: str

    def __call__(self, *words: Hashable) -> str:
        """Draw it."""
        ...


def page_memory() -> dict[Any, Any]:
    """Return what this request has kept; raises ``RuntimeError`` outside any.

    Asked a thousand times a page, so it goes straight to what Flask's ``g`` stands for.
    """
    page = g._get_current_object()  # every LocalProxy has it
    made: dict[Any, Any] | None = page.get(KEPT)
    if made is None:
        made = {}
        setattr(page, KEPT, made)
    return made


def once(work: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """Return *work*, done once a request for each thing given; needs an application context."""

    @wraps(work)
    def kept(given: Given) -> Made:
        made: dict[tuple[object, Given], Made] = page_memory()
        key = (work, given)
        if key not in made:
            made[key] = work(given)
        return made[key]

    return kept


def drawn(macro: Macro) -> Callable[..., Markup]:
    """Return a template's macro, drawn once a request for the same words (by position)."""
    name = macro.name

    def kept(*words: Hashable) -> Markup:
        made: dict[tuple[str, tuple[Hashable, ...]], Markup] = page_memory()
        key = (name, words)
        if key not in made:
            made[key] = Markup(macro(*words))  # noqa: S704  # a macro escapes what it is given
        return made[key]

    return kept


def options_drawn(begins: str, options: Iterable[tuple[object, str]], current: object) -> Markup:
    """Return the options of a select, each with the same beginning; there may be hundreds."""
    whole = _options(str(begins), tuple([(code, str(words)) for code, words in options]))
    value = f'value="{escape(current)}"'
    return Markup(whole.replace(f"{value}>", f"{value} selected>", 1))  # noqa: S704  # escaped


@lru_cache(maxsize=64)  # a select of five hundred offices takes some 40 kB
def _options(begins: str, options: tuple[tuple[object, str], ...]) -> str:
    start = escape(begins)
    return "".join(
        f'<option value="{escape(code)}">{start}{escape(words)}</option>' for code, words in options
    )


def init_app(app: Flask) -> None:
    """Give templates ``drawn(macro)`` and ``options_drawn``."""
    app.jinja_env.globals.update(drawn=drawn, options_drawn=options_drawn)
