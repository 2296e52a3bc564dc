"""A database with one writer: while the year is played nobody else writes.

Hence one session does for all transactions. What it has read of offices, people and published
tables is still true in the next transaction and need not be read again. Reading keeps one
connection, and remembers nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.storage.database import Database, to_write
from engine.storage.models import OfficeRow, UserRow
from engine.storage.refusals import translated


class LoneWriter(Database):
    """*of*, written through one session; the connections stay *of*'s own to dispose of."""

    def __init__(self, of: Database) -> None:
        self.__dict__.update(of.__dict__)
        self._session = self._writes()
        self._kept: list[object] = []  # a session forgets rows that nobody holds
        self._line = self.read_engine.connect()
        self._reading = self._reads(bind=self._line)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction on the one session; commit if the block ends, else roll back."""
        session = self._session
        try:
            with translated(), self.alone(), session.begin():
                with to_write():
                    session.connection()
                if not self._kept:
                    self._kept += session.scalars(select(OfficeRow))
                    self._kept += session.scalars(select(UserRow))
                yield session
        except BaseException:  # what was read may have been undone
            session.expunge_all()
            session.info.clear()
            self._kept.clear()
            raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only reads; what it has read stays with the reader."""
        session = self._reading
        with translated(), session:
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()
        self._line.close()
