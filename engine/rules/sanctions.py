"""What an office's figures propose: 警示, 黄牌警告, 一票否决. A person signs, or nothing happens.

The rows are those of ``workflows/law/sanctions.dmn``; source: docs/law.md 「积分与问责建议」.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from engine.feel import Table
from engine.rules.errors import Invalid

LONGEST = 60  # months
NOTICE = timedelta(days=7)  # how long before its last day people are told that one runs out
NUMBERED = {"caution": "警示", "yellow_card": "黄牌", "veto": "否决"}


class Sanction(StrEnum):
    """The ladder, the mildest first."""

    CAUTION = "caution"
    YELLOW_CARD = "yellow_card"
    VETO = "veto"

    @property
    def rank(self) -> int:
        """The higher the graver."""
        return list(Sanction).index(self)


@dataclass(frozen=True, slots=True)
class Figures:
    """One office's figures of one month, and the sanctions signed before.

    ``late`` of the ``closed`` cases were closed after their mediation limit; a case counts in
    ``red_cases`` if a limit of its own ran out in the month before it was met.
    """

    closed: int = 0
    late: int = 0
    red_cases: int = 0
    extreme_red_cases: int = 0
    death_red_cases: int = 0
    cautions_6_months: int = 0
    yellow_cards_12_months: int = 0

    @property
    def on_time_percent(self) -> Decimal | None:
        """How many percent were closed in time, cut to two decimals; None if none was closed."""
        if not self.closed:
            return None
        percent = Decimal(100 * (self.closed - self.late)) / self.closed
        return percent.quantize(Decimal("0.01"), ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one row of the table proposes, and for how many months."""

    rule: str
    kind: Sanction
    names: tuple[str, str]
    months: int
    source: str


def proposals(table: Table, figures: Figures, on: date) -> tuple[Proposal, ...]:
    """Return what *figures* propose on the local day *on*, the gravest first.

    Raises:
        Invalid: ``sanctions.row``: a row that matches cannot be used.

    """
    asked = {**asdict(figures), "on_time_percent": figures.on_time_percent, "on": on}
    decision = table.decide({name: asked.get(name) for name in table.names})
    rows = decision.outputs if isinstance(decision.outputs, list) else []
    found = [proposal_from_row(row) for row in rows]
    return tuple(sorted(found, key=lambda each: (-each.kind.rank, each.rule)))


def proposal_from_row(row: Mapping[str, object]) -> Proposal:
    """Return what a row proposes.

    Raises:
        Invalid: ``sanctions.row``, naming the columns that cannot be used.

    """
    months, kind = row.get("months"), row.get("kind")
    faults: dict[str, str] = {}
    if not isinstance(months, Decimal) or months % 1 or not 1 <= months <= LONGEST:
        faults["months"] = "sanctions.bad_value"
    if kind not in set(Sanction):
        faults["kind"] = "unknown_option"
    if faults or not isinstance(months, Decimal):
        raise Invalid("sanctions.row", fields=faults)
    rule = str(row.get("rule"))
    names = (str(row.get("name_zh") or rule), str(row.get("name_en") or rule))
    return Proposal(rule, Sanction(str(kind)), names, int(months), str(row.get("source") or ""))


def last_day(begins_on: date, months: int) -> date:
    """Return the last day of a sanction that begins on a local day."""
    return begins_on + relativedelta(months=months) - timedelta(days=1)


def month_bounds(month: str) -> tuple[date, date]:
    """Return the first day of a month (``2026-11``) and the first of the next one.

    Raises:
        Invalid: ``points.month``: there is no such month.

    """
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Invalid("points.month", month=month[:20]) from error
    return first, first + relativedelta(months=1)


def sanction_key(rule: str, office_id: int, month: str) -> str:
    """Return the key under which a proposal is signed once."""
    return f"{rule}:{office_id}:{month}"


def sanction_number(kind: str, year: int, word: str, serial: int) -> str:
    """Return a sanction's number, e.g. ``（2026）枫警示字第1号``."""
    return f"（{year}）{word}{NUMBERED[kind]}字第{serial}号"
