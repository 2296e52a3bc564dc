"""The published sets of procedures, and how many processes still run by each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.storage.models import BundleRow, ProcessRow


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One version; ``running`` counts processes that have not ended (UTC instants)."""

    version: int
    sha: str
    published_at: datetime
    note: str
    running: int


def bundle_lines(session: Session) -> tuple[BundleLine, ...]:
    """Return every published version, the newest first."""
    running = (
        select(ProcessRow.bundle_version, func.count().label("running"))
        .where(ProcessRow.ended_at.is_(None))
        .group_by(ProcessRow.bundle_version)
        .subquery()
    )
    query = (
        select(BundleRow, func.coalesce(running.c.running, 0))
        .outerjoin(running, running.c.bundle_version == BundleRow.version)
        .order_by(BundleRow.version.desc())
    )
    return tuple(
        BundleLine(row.version, row.sha, row.published_at, row.note, count)
        for row, count in session.execute(query)
    )
