"""Several statements in one round trip to PostgreSQL; on SQLite there are no trips to save.

* BEGIN travels with the first statement of a transaction.
* What is written and not asked back is *posted*: it leaves with the next statement somebody waits
  for, at the latest with COMMIT. The order in which things were said stays.
* Questions that are known beforehand are asked *together*.

A refusal is heard when the parcel arrives: by then something was asked, or the commit fails. Both
happen inside ``Database.write``, where refusals become ours. Nothing is committed after a refusal:
PostgreSQL leaves out the rest of a pipeline, COMMIT too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from select import POLLIN, poll
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from engine.storage.spelling import Values, spelled

# One row, or an error: that a version was not there any more must stop the COMMIT behind it.
ONE = "WITH changed AS ({} RETURNING 1) SELECT 1 / count(*) FROM changed"
DIVISION_BY_ZERO = "22012"  # nothing else that is posted divides
IDLE = 0  # libpq's PQTRANS_IDLE

Asked = tuple[Any, str, Any]  # the cursor that is to hold the answer, the words, the values
Question = tuple[Any, Mapping[str, object]]


@dataclass(slots=True)
class Line:
    """What is to be sent on one connection, and what has been answered before it was asked."""

    link: Any  # the driver's connection
    begins: bool = False  # BEGIN has not been sent yet
    switched: bool = False  # we have told the driver not to begin by itself
    parcels: list[tuple[str, list[Values]]] = field(default_factory=list)
    ahead: list[Asked] = field(default_factory=list)  # questions whose turn is still to come
    told: bool = False  # whether they have been answered

    def travel(self, asked: Sequence[Asked], ending: str = "") -> None:
        """Send what is due, then what is *asked*, then *ending*; wait once.

        Raises:
            StaleDataError: a row that was to change was not there any more in that version.
            psycopg.Error: the first refusal; everything behind it was left out.

        """
        parcels, self.parcels = self.parcels, []
        begins, self.begins = self.begins and self.idle, False
        if not (begins or parcels or ending) and len(asked) == 1:
            cursor, words, values = asked[0]
            cursor.execute(words, values)
            return
        if begins and not self.link.autocommit:
            self.link.autocommit = self.switched = True
        # in the driver's words: isolation and all that has been set on the connection
        begin = [(self.link._get_tx_start_command().decode(), None)] if begins else []
        said = [*begin, *((words, lot) for words, lots in parcels for lot in lots)]
        try:
            with self.link.pipeline(), self.link.lock:
                self.link.wait(self._say(said, asked, ending))
        except Exception as error:
            refusal = _first(error)
            if getattr(refusal, "sqlstate", None) == DIVISION_BY_ZERO:
                raise StaleDataError("a row was changed meanwhile") from error
            raise refusal from None

    def _say(
        self, said: Sequence[tuple[str, Values | None]], asked: Sequence[Asked], ending: str
    ) -> Iterator[Any]:
        """Queue it all: the end of the pipeline sends it, and waits for the answers.

        The driver's own ``execute`` would send each by itself and look for an answer every time,
        which costs more processor than all else: these are the parts it is made of (psycopg 3).
        """
        new = self.link.cursor
        whole = [*((new(), *each) for each in said), *asked]
        if ending:
            whole.append((new(), ending, None))
        for cursor, words, values in whole:
            yield from cursor._start_query(words)
            yield from cursor._maybe_prepare_gen(cursor._convert_query(words, values))
            cursor._last_query = words
        yield from self.link._prepared.maintain_gen(self.link)

    @property
    def idle(self) -> bool:
        """Whether no transaction is open on the connection."""
        return bool(self.link.pgconn.transaction_status == IDLE)

    def answer(self, words: str, values: object) -> Any:
        """Return the cursor that holds the answer to one of the questions ahead, or None.

        The first of them lets all be asked.
        """
        found = [each for each in self.ahead if each[1] == words and each[2] == values]
        if not found:
            return None
        if not self.told:
            self.told = True
            self.travel(self.ahead)
        return found[0][0]

    def end(self) -> None:
        """Drop what was not sent; what the driver does next is as if we had not been here."""
        self.parcels, self.ahead, self.begins = [], [], False
        if self.switched and not self.link.closed:
            self.link.autocommit = self.switched = False


_lines: "WeakKeyDictionary[Any, Line]" = WeakKeyDictionary()


def _first(error: BaseException) -> BaseException:
    """Return the refusal because of which the rest of a pipeline was left out."""
    while error.__context__ is not None and type(error).__name__ == "PipelineAborted":
        error = error.__context__
    return error


def line_of(link: Any) -> Line:
    """Return the line of a driver's connection, or of what SQLAlchemy wraps it in."""
    link = getattr(link, "dbapi_connection", link)
    line = _lines.get(link)
    if line is None:
        line = _lines[link] = Line(link)
    return line


def post(connection: Connection, statement: Any, lots: Sequence[Mapping[str, Any]]) -> None:
    """Write *lots* by an INSERT whose keys are known, not before an answer is needed."""
    if connection.dialect.name == "sqlite":
        connection.execute(statement, lots)
        return
    words = spelled(statement, tuple(lots[0]), connection.dialect)
    line = line_of(connection.connection)
    line.parcels.append((words.text, [words.values(each) for each in lots]))


def post_change(connection: Connection, statement: Any, values: Mapping[str, Any]) -> None:
    """Change exactly one row by *statement*, not before an answer is needed.

    Raises:
        StaleDataError: it was not there any more as *values* say; on PostgreSQL only when sent.

    """
    if connection.dialect.name == "sqlite":
        if connection.execute(statement, values).rowcount != 1:
            raise StaleDataError("a row was changed meanwhile")
        return
    words = spelled(statement, tuple(values), connection.dialect)
    line = line_of(connection.connection)
    line.parcels.append((ONE.format(words.text), [words.values(values)]))


def together(
    session: Session, loaded: Sequence[Question], bare: Sequence[Question]
) -> tuple[list[Any], list[list[Any]]]:
    """Ask statements with their values in one round trip (PostgreSQL only), in this order.

    Returns:
        The session's results of *loaded*, and of *bare* the rows as the driver gives them.

    """
    connection = session.connection()
    line = line_of(connection.connection)
    asked: list[Asked] = []
    for statement, values in (*loaded, *bare):
        words = spelled(statement, (), connection.dialect)
        asked.append((line.link.cursor(), words.text, words.values(values)))
    # They go with the first of them, where a refusal is SQLAlchemy's to turn into its own.
    line.ahead, line.told = asked, False
    try:
        results = [session.execute(statement, values) for statement, values in loaded]
    finally:
        line.ahead = []
    return results, [cursor.fetchall() for cursor, _, _ in asked[len(loaded) :]]


def save_trips(engine: Engine) -> None:
    """Let *engine*, one of PostgreSQL, send what is posted and begin as said above."""
    dialect: Any = engine.dialect
    ask = dialect.do_ping

    def ping(link: Any) -> bool:
        # A server that ends a connection says so or hangs up: there is something to be read.
        # Whoever has said nothing is there; only what was heard is worth a question.
        return not _heard(link) or bool(ask(link))

    dialect.do_ping = ping
    dialect.do_begin = _begin
    dialect.do_commit = _commit
    dialect.do_rollback = _rollback
    dialect.do_execute = _execute
    dialect.do_executemany = _executemany


def _heard(link: Any) -> bool:
    heard = poll()  # not select, which knows no file number above 1023
    heard.register(line_of(link).link.fileno(), POLLIN)
    return bool(heard.poll(0))


def _begin(connection: Any) -> None:
    line = line_of(connection)
    line.begins = not line.link.autocommit


def _commit(connection: Any) -> None:
    line = line_of(connection)
    if line.parcels or not line.idle:
        line.travel((), "COMMIT")
    line.end()


def _rollback(connection: Any) -> None:
    line = line_of(connection)
    line.parcels = []
    line.link.rollback()
    line.end()


def _execute(cursor: Any, words: str, values: Any, context: Any = None) -> None:
    line = line_of(cursor.connection)
    if line.ahead and (answered := line.answer(words, values)) is not None:
        cursor.close()
        context.cursor = answered
        return
    line.travel(((cursor, words, values),))


def _executemany(cursor: Any, words: str, values: Any, context: Any = None) -> None:
    line = line_of(cursor.connection)
    if line.parcels or line.begins:
        line.travel(())
    cursor.executemany(words, values)
