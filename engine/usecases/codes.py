"""Looking after code tables: words, order, codes of one's own, retiring.

Every change is kept (``care_change``) with what stood before, and can be taken back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.codes import CODE, GROWING, KINDS, LONGEST_WORDS, MOST, Code
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.rules.events import CodesChanged
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.codes import codes_of, state_of
from engine.storage.models import CareChangeRow, CodeRow
from engine.storage.work import Work

CARE = "code"
LONGEST_REASON = 200
State = dict[str, dict[str, object]]
_KEPT = ("zh", "en", "position", "retired")


@dataclass(frozen=True, slots=True)
class Change:
    """Which table is changed, why, and as it was seen (``state_of``)."""

    kind: str
    reason: str
    seen: str


@dataclass(frozen=True, slots=True)
class Named:
    """A code and what it is to be called; empty words: as the program calls it."""

    code: str
    zh: str
    en: str


def add_code(desk: Desk, actor: Actor, change: Change, named: Named) -> None:
    """Add a code of the office's own, at the end of its table.

    Raises:
        Invalid: ``code.form``: no usable code, taken, no Chinese words, no reason, table full.
        Conflict: ``code.fixed``: codes of that table drive procedures.
        NotAllowed, NotFound, Stale: as ``rename_code``.

    """

    def act(codes: Mapping[str, Code]) -> Iterable[Code]:
        if change.kind not in GROWING:
            raise Conflict("code.fixed", kind=change.kind)
        code = named.code.strip().upper()
        wrong = _wrong_words(named, own=True)
        if not CODE.fullmatch(code):
            wrong["code"] = "code.letters" if code else "required"
        elif code in codes:
            wrong["code"] = "code.taken"
        elif len(codes) >= MOST:
            wrong["code"] = "code.full"
        if wrong:
            raise Invalid("code.form", fields=wrong)
        last = max(each.position for each in codes.values())
        words = (named.zh.strip(), named.en.strip())
        return [Code(change.kind, code, *words, last + 1, shipped=False, retired=False)]

    _changed(desk, actor, change, act)


def rename_code(desk: Desk, actor: Actor, change: Change, named: Named) -> None:
    """Call a code something else; a shipped one without words is called as the program does.

    Raises:
        Invalid: ``code.form``.
        NotFound: ``code.unknown``. Stale: ``codes.changed``: somebody was first.
        NotAllowed: ``codes.care``.

    """

    def act(codes: Mapping[str, Code]) -> Iterable[Code]:
        old = _one(codes, named.code)
        if wrong := _wrong_words(named, own=not old.shipped):
            raise Invalid("code.form", fields=wrong)
        return [_with(old, zh=named.zh.strip(), en=named.en.strip())]

    _changed(desk, actor, change, act)


def retire_code(desk: Desk, actor: Actor, change: Change, code: str, *, back: bool = False) -> None:
    """Offer a code no more, or (*back*) again; cases that carry it keep it.

    Raises:
        Conflict: ``code.last``: nothing would be left to choose.
        Invalid, NotFound, Stale, NotAllowed: as ``rename_code``.

    """

    def act(codes: Mapping[str, Code]) -> Iterable[Code]:
        old = _one(codes, code)
        left = [each for each in codes.values() if not each.retired and each.code != code]
        if not back and not left:
            raise Conflict("code.last")
        return [_with(old, retired=not back)]

    _changed(desk, actor, change, act)


def move_code(desk: Desk, actor: Actor, change: Change, code: str, by: int) -> None:
    """Move a code up (negative) or down in its table.

    Raises:
        NotFound, Stale, NotAllowed: as ``rename_code``.

    """

    def act(codes: Mapping[str, Code]) -> Iterable[Code]:
        _one(codes, code)
        order = list(codes)
        at = order.index(code)
        order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
        return [_with(codes[each], position=place) for place, each in enumerate(order, 1)]

    _changed(desk, actor, change, act)


def undo_change(desk: Desk, actor: Actor, change_id: int, reason: str) -> str:
    """Put back what one change of a code table changed; return the table's name.

    A code that was added is retired, because cases may carry it.

    Raises:
        NotFound: ``care.unknown``. Conflict: ``care.later``: changed again since.
        Invalid, NotAllowed: as ``rename_code``.

    """
    _require(actor)
    with desk.work(actor) as work:
        done = work.session.get(CareChangeRow, change_id)
        if done is None or done.kind != CARE:
            raise NotFound("care.unknown")
        change = Change(done.subject, reason, state_of(work.session, done.subject))
        now = {each.code: each for each in codes_of(work.session, done.subject)}
        if any(_state(now[code]) != after for code, after in done.after.items()):
            raise Conflict("care.later")
        put_back = [
            _with(now[code], **(done.before.get(code) or {"retired": True})) for code in done.after
        ]
        _write(work, change, now, put_back, undoes=change_id)
        return done.subject


def _changed(
    desk: Desk, actor: Actor, change: Change, act: Callable[[Mapping[str, Code]], Iterable[Code]]
) -> None:
    _require(actor)
    if change.kind not in KINDS:
        raise NotFound("page.unknown")
    with desk.work(actor) as work:
        if state_of(work.session, change.kind) != change.seen:
            raise Stale("codes.changed")
        codes = {each.code: each for each in codes_of(work.session, change.kind)}
        _write(work, change, codes, act(codes))


def _write(
    work: Work,
    change: Change,
    codes: Mapping[str, Code],
    wanted: Iterable[Code],
    undoes: int | None = None,
) -> None:
    """Write the codes that differ, and what stood before; nothing if none does."""
    new = [each for each in wanted if codes.get(each.code) != each]
    if not new:
        return
    reason = change.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid("code.form", fields={"reason": "too_long" if reason else "required"})
    rows = {
        row.code: row
        for row in work.session.scalars(select(CodeRow).where(CodeRow.kind == change.kind))
    }
    for each in new:
        _put(work, rows.get(each.code), each)
    work.record(CodesChanged(change.kind, [each.code for each in new], reason))
    work.add(
        CareChangeRow(
            kind=CARE,
            subject=change.kind,
            before={each.code: _state(codes[each.code]) for each in new if each.code in codes},
            after={each.code: _state(each) for each in new},
            reason=reason,
            changed_by=work.actor_id,
            changed_at=work.now,
            undoes_id=undoes,
        )
    )


def _put(work: Work, row: CodeRow | None, code: Code) -> None:
    if row is None:
        row = CodeRow(kind=code.kind, code=code.code, shipped=code.shipped, retired_at=None)
        work.session.add(row)
    row.zh, row.en, row.position = code.zh, code.en, code.position
    if code.retired != (row.retired_at is not None):
        row.retired_at = work.now if code.retired else None
        row.retired_by = work.actor_id if code.retired else None
    row.changed_at, row.changed_by = work.now, work.actor_id


def _state(code: Code) -> dict[str, object]:
    return {key: getattr(code, key) for key in _KEPT}


def _with(code: Code, **changed: object) -> Code:
    return Code(**{**asdict(code), **changed})


def _one(codes: Mapping[str, Code], code: str) -> Code:
    if code not in codes:
        raise NotFound("code.unknown")
    return codes[code]


def _wrong_words(named: Named, *, own: bool) -> dict[str, str]:
    words = {"zh": named.zh.strip(), "en": named.en.strip()}
    wrong = {key: "too_long" for key, text in words.items() if len(text) > LONGEST_WORDS}
    wrong |= {key: "bad_text" for key, text in words.items() if text and not text.isprintable()}
    return {"zh": "required", **wrong} if own and not words["zh"] else wrong


def _require(actor: Actor) -> None:
    if not may(actor, Action.CARE_FOR_TABLES, Place()):
        raise NotAllowed("codes.care")
