"""Words and addresses of a line: what lists of steps, cases and requests share."""

from collections.abc import Iterable
from typing import Protocol

from flask import Flask

from engine.queries.standing import Standing
from webui.frame import today
from webui.naming import step_name
from webui.row_addresses import row_url

COMMITTEE, CENTRE = "人民调解委员会", "社会矛盾纠纷调处化解中心"


class _Parties(Protocol):
    @property
    def text(self) -> str: ...


class Line(Protocol):
    """A line about a case; a case's own line has ``code``, others ``case_code``."""

    @property
    def parties(self) -> _Parties | None:
        """Who the sides are, for those who may read names."""

    @property
    def docket_no(self) -> str | None:
        """The number on the file's cover."""

    @property
    def title(self) -> str | None:
        """What it is about, for those who may read texts."""


def case_url(code: str) -> str:
    """Return the address of a case's page."""
    return row_url("case.show", "code", code)


def step_url(item_id: int) -> str:
    """Return the address of a step's page."""
    return row_url("steps.show", "item_id", item_id)


def why_url(code: str, standing: Standing | None) -> str:
    """Return where the arithmetic of a clock stands; empty without a clock."""
    if standing is None:
        return ""
    return f"{row_url('case_clocks.show', 'code', code)}?clock={standing.clock_id}#why"


def sides(line: Line) -> str:
    """Return «甲 — 乙» or, for those who may not read names, the case's number."""
    named = line.parties.text if line.parties else ""
    code: str = getattr(line, "case_code", "") or getattr(line, "code", "")
    return named or line.docket_no or code


def subject(line: Line) -> str:
    """Return what the dispute is about; empty for those who may not read it."""
    return line.title or ""


def number(line: Line, code: str) -> str:
    """Return the number in a table: without the year when it is this one."""
    return (line.docket_no or code).replace(f"（{today().year}）", "")


def short_office(name: str | None) -> str:
    """Return an office for a narrow column: the full name stands in the title."""
    return (name or "—").replace(COMMITTEE, "调委会").replace(CENTRE, "矛调中心")


def short_place(name: str | None) -> str:
    """Return the place an office stands for, for a narrow column."""
    return (name or "—").replace(COMMITTEE, "").replace(CENTRE, "")


def joined(words: Iterable[str | None]) -> str:
    """Return the words there are, with dots between them."""
    return "·".join(str(word) for word in words if word)


def init_app(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(
        case_url=case_url,
        step_url=step_url,
        why_url=why_url,
        sides=sides,
        subject=subject,
        number=number,
        short_office=short_office,
        short_place=short_place,
        joined=joined,
        step_name=step_name,
    )
