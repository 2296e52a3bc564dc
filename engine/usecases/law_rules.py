"""Working on the rows of deadlines.dmn in a draft: added, changed, amended from a day, removed.

The file is rewritten row by row, so that all else in it stays as it was; saving goes the way of
every file of a draft (``engine.usecases.drafts``).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.desk import Desk
from engine.feel import FeelError, Rule, Table, read_dmn
from engine.feel.rewriting import RowText, add_row, change_row, remove_row
from engine.rules.deadline_rule import DeadlineRule
from engine.rules.deadline_table import DAY, RuleRow, cells_of, overlaps, rows_of
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.model_paths import law_path
from engine.rules.permissions import Actor
from engine.storage import drafts
from engine.storage.models import DraftRow
from engine.usecases.draft_guards import require_editor
from engine.usecases.drafts import Edit, Saved, save_file

DEADLINES = "deadlines"
PATH = law_path(DEADLINES)
_KEY = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_LONGEST = {"key": 24, "name_zh": 60, "name_en": 120, "instrument": 200, "article": 120}
LONGEST_NOTE = 2_000

Write = Callable[[bytes, Table], bytes]


@dataclass(frozen=True, slots=True)
class RuleText:
    """A row as its editor sends it; ``note`` is the remark readers see beside it."""

    rule: DeadlineRule
    note: str = ""


def save_rule(
    desk: Desk, actor: Actor, where: tuple[int, int], text: RuleText, element: str | None = None
) -> Saved:
    """Write a rule into a draft: over the row *element*, or (None) as a new last row.

    *where* is (draft, revision of the file that was read).

    Raises:
        NotFound: ``draft.unknown``, ``law.no_row``. NotAllowed: ``draft.edit``. Conflict:
            ``draft.frozen``, ``draft.over``, ``law.unreadable``. Stale: ``draft.stale``.
        Invalid: ``law.row`` (fields; ``rows``: what it overlaps with).

    """

    def write(content: bytes, table: Table) -> bytes:
        old = None if element is None else _row(table, element)
        _refuse_faults(table, text, old)
        cells = RowText(cells_of(table, text.rule, old), text.note.strip())
        if element is None:
            return add_row(content, PATH, _new_id(table, text.rule), cells)
        return change_row(content, PATH, element, cells)

    return _save(desk, actor, where, write)


def amend_rule(
    desk: Desk, actor: Actor, where: tuple[int, int], text: RuleText, element: str
) -> Saved:
    """Let a rule say something else from ``text.rule.effective_from`` on.

    The row *element* ends the day before; the new one follows it. Clocks that already run keep
    the row they were opened under.

    Raises:
        As ``save_rule``.

    """

    def write(content: bytes, table: Table) -> bytes:
        old = _row(table, element)
        rule, begins = _rule_of(table, old), text.rule.effective_from
        if begins is None:
            raise Invalid("law.row", fields={"effective_from": "required"})
        if rule.effective_from is not None and begins <= rule.effective_from:
            raise Invalid("law.row", fields={"effective_from": "law.before_the_old"})
        if text.rule.key != rule.key:
            raise Invalid("law.row", fields={"key": "law.another_key"})
        last = begins - DAY
        ended = replace(rule, effective_to=min(last, rule.effective_to or last))
        note = old.annotations.get("description", "")
        closed = change_row(content, PATH, element, RowText(cells_of(table, ended, old), note))
        table = read_dmn(closed, PATH)
        _refuse_faults(table, text, None)
        made = RowText(cells_of(table, text.rule, _row(table, element)), text.note.strip())
        return add_row(closed, PATH, _new_id(table, text.rule), made, element)

    return _save(desk, actor, where, write)


def remove_rule(desk: Desk, actor: Actor, where: tuple[int, int], element: str) -> Saved:
    """Take a row out of a draft. What still asks for it, the checks will say.

    Raises:
        As ``save_rule``; Conflict: ``law.last_row``.

    """

    def write(content: bytes, table: Table) -> bytes:
        _row(table, element)
        if len(table.rules) == 1:
            raise Conflict("law.last_row")
        return remove_row(content, PATH, element)

    return _save(desk, actor, where, write)


def _save(desk: Desk, actor: Actor, where: tuple[int, int], write: Write) -> Saved:
    """Read the file, write it anew, save it over the revision the editor knew."""
    require_editor(actor)
    draft_id, revision = where
    with desk.read() as session:
        draft = session.get(DraftRow, draft_id)
        content, _ = drafts.file_of(session, draft_id, PATH)
        if draft is None or draft.law != DEADLINES or content is None:
            raise NotFound("draft.unknown")
    try:
        made = write(content, read_dmn(content, PATH))
    except FeelError as error:
        raise Conflict("law.unreadable", reason=error.message) from None
    return save_file(desk, actor, draft_id, Edit(PATH, made, revision))


def _row(table: Table, element: str) -> Rule:
    found = next((row for row in table.rules if row.element == element), None)
    if found is None:
        raise NotFound("law.no_row", row=element[:60])
    return found


def _rule_of(table: Table, row: Rule) -> DeadlineRule:
    found = next(each for each in rows_of(table) if each.element == row.element)
    if found.rule is None:
        raise Invalid("law.row", fields=found.faults)
    return found.rule


def _refuse_faults(table: Table, text: RuleText, old: Rule | None) -> None:
    """Refuse a rule no table may hold, or one in effect together with another of its key."""
    rule, faults = text.rule, {}
    if not _KEY.fullmatch(rule.key):
        faults["key"] = "law.key_letters"
    for column, most in _LONGEST.items():
        if len(getattr(rule, column)) > most:
            faults[column] = "too_long"
    if len(text.note) > LONGEST_NOTE:
        faults["note"] = "too_long"
    for column in ("name_zh", "instrument"):
        if not getattr(rule, column).strip():
            faults[column] = "required"
    if rule.origin == "LAW" and not rule.article.strip():
        faults["article"] = "required"
    if faults:
        raise Invalid("law.row", fields=faults)
    others = [each for each in rows_of(table) if old is None or each.element != old.element]
    number = old.number if old else len(table.rules) + 1
    mine = RuleRow(number, old.element if old else "", text.note, rule)
    if clash := [each for pair in overlaps([*others, mine]) if mine in pair for each in pair]:
        rows = "、".join(str(each.number) for each in clash if each is not mine)
        raise Invalid("law.row", fields={"effective_from": "law.overlaps"}, rows=rows)


def _new_id(table: Table, rule: DeadlineRule) -> str:
    """Return an id for a new row: ``rule_con_02``, then ``rule_con_02_2`` and so on."""
    base = f"rule_{rule.key.lower().replace('-', '_')}"
    taken = {row.element for row in table.rules}
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (base, *numbered) if each not in taken)
