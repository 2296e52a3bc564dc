"""What every kind of matter under supervision is listed by: boxes, cases, single sheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Query, Turn, fetch, refine
from engine.queries.scope import Condition
from engine.rules.errors import Invalid
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow

OPEN, OVERDUE, MINE, ENDED = "open", "overdue", "mine", "ended"
BOXES = (OPEN, OVERDUE, MINE, ENDED)
Boxes = Mapping[str, Condition]  # one condition for each of BOXES
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class MatterList(Generic[Line]):
    """One kind of matter.

    ``seen`` asks for the rows a person may see, joined to their cases; ``boxes`` says what lies in
    which box; ``lines`` turns rows into values, a whole page at once.
    """

    id: InstrumentedAttribute[int]
    seen: Callable[[Actor], Query]
    boxes: Callable[[Actor, Lens], Boxes]
    lines: Callable[[Session, Actor, Lens, Sequence[Found]], Sequence[Line]]

    def page(
        self, session: Session, actor: Actor, lens: Lens, box: str = OPEN, turn: Turn = FIRST
    ) -> Page[Line]:
        """Return a page of one box, the newest first.

        Raises:
            Invalid: ``supervision.list`` or ``page.cursor``.

        """
        condition = self.boxes(actor, lens).get(box)
        if condition is None:
            raise Invalid("supervision.list", box=box)
        page = fetch(session, self.seen(actor).where(condition), Newest(self.id), turn)
        return refine(page, lambda rows: self.lines(session, actor, lens, rows))

    def of_case(self, session: Session, actor: Actor, lens: Lens, code: str) -> Sequence[Line]:
        """Return every matter of a case the person may see, the newest first."""
        query = self.seen(actor).where(CaseRow.code == code).order_by(self.id.desc())
        return self.lines(session, actor, lens, session.execute(query).all())

    def one(self, session: Session, actor: Actor, lens: Lens, matter_id: int) -> Line | None:
        """Return one matter, or None for who may not see it."""
        rows = session.execute(self.seen(actor).where(self.id == matter_id)).all()
        return next(iter(self.lines(session, actor, lens, rows)), None)
