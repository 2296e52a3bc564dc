"""How many open cases there are of each kind, as the database keeps it (``tally``)."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, literal, literal_column, null, or_, select
from sqlalchemy.orm import Session

from engine.queries.paging import Query
from engine.queries.same_again import same_again
from engine.queries.scope import within_reach
from engine.queries.standing import PAUSED
from engine.rules.permissions import Action, Actor
from engine.storage.alias import alias
from engine.storage.models import CaseRow, ClockRow, TallyRow
from engine.storage.reading import ask
from engine.storage.tallies import CASE, CLOCK

OFFICE, CHANNEL, RULE = "office", "channel", "rule"
NAMED = ("name_zh", "name_en")
RED = "red"
COLOURS = (RED, "orange", "yellow", "green", PAUSED, "none")
Names = tuple[str | None, str | None]  # a rule's, in Chinese and in English
RUNNING = select(func.sum(TallyRow.number)).where(TallyRow.counted == CLOCK)


@same_again
def matrix(actor: Actor, by: str) -> Query:
    """Return (office, group, how many of each of ``COLOURS``, first due of the red) as kept."""
    group = {OFFICE: null(), CHANNEL: TallyRow.channel, RULE: TallyRow.rule}[by]
    shown = func.coalesce(TallyRow.shown, "none")
    own = () if by == OFFICE else (group,)
    number = func.sum(TallyRow.number)
    of_each = (number.filter(shown == literal(colour)).label(colour) for colour in COLOURS)
    kept = (
        select(TallyRow.holder_id, group.label("kind"), *of_each)
        .where(TallyRow.counted == CASE, within_reach(actor, Action.SEE_BOARD, TallyRow.holder_id))
        .group_by(TallyRow.holder_id, *own)
        .having(number != 0)
        .subquery()
    )
    worst = select(CaseRow.due_at).where(
        CaseRow.holder_id == kept.c.holder_id,
        CaseRow.due_at.is_not(None),
        CaseRow.ended_at.is_(None),
        CaseRow.shown == literal_column("'red'"),  # spelled out, as the index has it
        kept.c.red != 0,
    )
    if by != OFFICE:
        column = CaseRow.channel if by == CHANNEL else CaseRow.rule
        worst = worst.where(column.is_not_distinct_from(kept.c.kind))
    # in the order of the index of red cases alone, so that none is walked that holds others too
    worst = worst.order_by(CaseRow.due_at, CaseRow.channel, CaseRow.rule).limit(1)
    return select(kept, worst.scalar_subquery())


def rule_names(session: Session, rules: Iterable[str | None]) -> Mapping[str | None, Names]:
    """Return each rule's names, as any one open case under it has them."""
    zh, en = (ClockRow.row[name].as_string() for name in NAMED)
    found: dict[str | None, Names] = {}
    first = alias(CaseRow)
    wanted = sorted(each for each in rules if each)
    ids = [
        select(first.clock_id)
        .where(first.rule == rule, first.ended_at.is_(None))
        .order_by(first.due_at, first.id)
        .limit(1)
        .scalar_subquery()
        for rule in wanted
    ]
    if ids:
        query = select(ClockRow.rule, zh, en).where(or_(*(ClockRow.id == each for each in ids)))
        found = {rule: (name_zh, name_en) for rule, name_zh, name_en in session.execute(query)}
    return found


def running(session: Session) -> int:
    """Return how many clocks there are to which something will still happen."""
    return ask(session, RUNNING)[0][0] or 0
