"""Pauses and extensions of clocks as pages show them, with the names of who decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, user_names
from engine.rules.masking import mask_text
from engine.storage.models import ExtensionRow, PauseRow


@dataclass(frozen=True, slots=True)
class PauseLine:
    """Days that did not count: [from_on, to_on); ``to_on`` None while it lasts."""

    from_on: date
    to_on: date | None
    days: int
    reason: str | None
    document: str | None
    paused_by: str | None
    paused_at: datetime
    resumed_by: str | None
    resumed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """More time asked for, and what became of it. ``length`` is in the rule's unit."""

    extension_id: int
    state: str
    length: int
    old_due_on: date
    new_due_on: date | None
    reason: str | None
    consents: str | None
    asked_by: str | None
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str | None


class LineReader:
    """Reads lines with the names of people, asked for once.

    Args:
        session: to read the names.
        pauses: all pauses to be read.
        extensions: all requests to be read.
        may_read: whether what people wrote may be shown.

    """

    def __init__(
        self,
        session: Session,
        pauses: Sequence[PauseRow],
        extensions: Sequence[ExtensionRow],
        *,
        may_read: bool,
    ) -> None:
        people = [key for row in pauses for key in (row.paused_by, row.resumed_by)]
        people += [key for row in extensions for key in (row.asked_by, row.decided_by)]
        self._people = user_names(session, people)
        self._may_read = may_read

    def pause(self, row: PauseRow, today: date) -> PauseLine:
        """Return a pause; one that lasts has as many days as have begun up to *today*."""
        days = (row.to_on - row.from_on).days if row.to_on else (today - row.from_on).days + 1
        return PauseLine(
            from_on=row.from_on,
            to_on=row.to_on,
            days=max(days, 0),
            reason=self._text(row.reason),
            document=self._text(row.document),
            paused_by=name_of(self._people, row.paused_by),
            paused_at=row.paused_at,
            resumed_by=name_of(self._people, row.resumed_by),
            resumed_at=row.resumed_at,
        )

    def extension(self, row: ExtensionRow) -> ExtensionLine:
        """Return a request for more time."""
        return ExtensionLine(
            extension_id=row.id,
            state=row.state,
            length=row.length,
            old_due_on=row.old_due_on,
            new_due_on=row.new_due_on,
            reason=self._text(row.reason),
            consents=self._text(row.consents),
            asked_by=name_of(self._people, row.asked_by),
            asked_at=row.asked_at,
            decided_by=name_of(self._people, row.decided_by),
            decided_at=row.decided_at,
            decision_note=self._text(row.decision_note),
        )

    def _text(self, written: str | None) -> str | None:
        return mask_text(written) if self._may_read and written else None
