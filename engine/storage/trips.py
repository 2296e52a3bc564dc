"""Several statements in one round trip to PostgreSQL; on SQLite there are no trips to save.

* BEGIN travels with the first statement of a transaction.
* What is written and not asked back is *posted*: it leaves with the next statement somebody waits
  for, at the latest with COMMIT. The order in which things were said stays.
* Questions that are known beforehand are asked *together*.

A refusal is heard when the parcel arrives: by then something was asked, or the commit fails. Both
happen inside ``Database.write``, where refusals become ours. Nothing is committed after a refusal:
PostgreSQL leaves out the rest of a pipeline, COMMIT too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from select import POLLIN, poll
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm.exc import StaleDataError

from engine.storage.spelling import Values, spelled

# One row, or an error: that a version was not there any more must stop the COMMIT behind it.
ONE = "WITH changed AS ({} RETURNING 1) SELECT 1 / count(*) FROM changed"
DIVISION_BY_ZERO = "22012"  # nothing else that is posted divides
IDLE = 0  # libpq's PQTRANS_IDLE

Asked = tuple[Any, str, Any]  # the cursor that is to hold the answer, the words, the values


@dataclass(slots=True)
class Line:
    """What is to be sent on one connection, and what has been answered before it was asked."""

    link: Any  # the driver's connection
    begins: bool = False  # BEGIN has not been sent yet
    switched: bool = False  # we have told the driver not to begin by itself
    parcels: list[tuple[str, list[Values]]] = field(default_factory=list)

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

    def end(self) -> None:
        """Drop what was not sent; what the driver does next is as if we had not been here."""
        self.parcels, self.begins = [], False
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
    words = spelled(statement, tuple(lots[0]), connection.dialect)
    values = [words.values(each) for each in lots]
    link: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        _sent(connection, [(words.text, values)], lambda: link.executemany(words.text, values))
        return
    line_of(link).parcels.append((words.text, values))


def post_change(connection: Connection, statement: Any, values: Mapping[str, Any]) -> None:
    """Change exactly one row by *statement*, not before an answer is needed.

    Raises:
        StaleDataError: it was not there any more as *values* say; on PostgreSQL only when sent.

    """
    words = spelled(statement, tuple(values), connection.dialect)
    lot = words.values(values)
    link: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        said = [(words.text, lot)]
        if _sent(connection, said, lambda: link.execute(words.text, lot)).rowcount != 1:
            raise StaleDataError("a row was changed meanwhile")
        return
    line_of(link).parcels.append((ONE.format(words.text), [lot]))


def ask_driver(
    connection: Connection, questions: Sequence[tuple[str, Values]]
) -> list[list[tuple[Any, ...]]]:
    """Return the driver's answers to *questions*, in its words; PostgreSQL: in one round trip."""
    link: Any = connection.connection.dbapi_connection

    def answers() -> list[list[tuple[Any, ...]]]:
        if connection.dialect.name == "sqlite":
            return [link.execute(*question).fetchall() for question in questions]
        asked = [(link.cursor(), *question) for question in questions]
        line_of(link).travel(asked)
        return [cursor.fetchall() for cursor, _, _ in asked]

    told: list[list[tuple[Any, ...]]] = _sent(connection, questions, answers)
    return told


def _sent(connection: Connection, said: Sequence[tuple[str, Any]], send: Callable[[], Any]) -> Any:
    """Let who listens to statements hear of them; turn a driver's refusal into SQLAlchemy's."""
    listened = said if connection._has_events or connection.engine._has_events else ()
    none = (None, False)  # neither SQLAlchemy's context, nor many at once
    for each in listened:
        connection.dispatch.before_cursor_execute(connection, None, *each, *none)
    try:
        answer = send()
    except BaseException as error:
        theirs = isinstance(error, connection.dialect.loaded_dbapi.Error)
        words = "; ".join(words for words, _ in said) if theirs else None
        connection._handle_dbapi_exception(error, words, None, None, None)
    for each in listened:
        connection.dispatch.after_cursor_execute(connection, None, *each, *none)
    return answer


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
    line_of(cursor.connection).travel(((cursor, words, values),))


def _executemany(cursor: Any, words: str, values: Any, context: Any = None) -> None:
    line = line_of(cursor.connection)
    if line.parcels or line.begins:
        line.travel(())
    cursor.executemany(words, values)
