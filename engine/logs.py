"""The log: lines on standard error, as text or as JSON, without what is personal.

Our own messages carry ids and codes only. What others write is held to the same: of an exception
its kind and where it happened are kept, never its words, which may quote what a person typed;
extras are written only if we named them; an address loses its query.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from engine.rules.errors import EngineError
from engine.settings import Settings

# SpiffWorkflow puts the whole task data into its records unless its own loggers are at least at
# INFO; at WARNING it also walks no tree for them (engine notes, trap 17).
QUIET = (
    "alembic", "apscheduler", "procrastinate", "spiff", "spiff.task", "spiff.workflow",
    "spiff.data", "spiff.dmn", "sqlalchemy", "waitress", "weasyprint", "fontTools",
)  # fmt: skip
EXTRAS = ("method", "route", "status", "ms", "user")  # of the request log; nothing personal
SPEAKABLE = frozenset({"OperationalError", "ConnectionTimeout", "PoolTimeout"})
_QUERY = re.compile(r"\?[^\s\"')]*")


def log_to_stderr(settings: Settings) -> None:
    """Write the log as *settings* say, and nothing else to standard error."""
    spoken = logging.StreamHandler(sys.stderr)
    spoken.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [spoken]
    root.setLevel(settings.log_level)
    hush()


def hush() -> None:
    """Keep other people's loggers from saying more than a warning."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """What both forms share: the words, without queries and without exceptions' words."""

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's own name
        """Return kinds and places, from the first cause to the last consequence."""
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_told(error)) if isinstance(error, BaseException) else ""

    def words(self, record: logging.LogRecord) -> str:
        """Return the message on one line, without any address's query."""
        return _QUERY.sub("", " ".join(record.getMessage().split()))

    def extras(self, record: logging.LogRecord) -> dict[str, object]:
        """Return what was given beside the message, of what we know by name."""
        return {name: record.__dict__[name] for name in EXTRAS if name in record.__dict__}

    def at(self, record: logging.LogRecord) -> str:
        """Return the instant in UTC, to the millisecond."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextLines(Lines):
    """One readable line a message; where an exception happened stands under it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        extras = "".join(f" {name}={value}" for name, value in self.extras(record).items())
        line = f"{self.at(record)} {record.levelname} {record.name}: {self.words(record)}{extras}"
        fault = self.formatException(record.exc_info) if record.exc_info else ""
        return f"{line}\n{fault}" if fault else line


class JsonLines(Lines):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": self.at(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self.words(record),
            **self.extras(record),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}{_speakable(error)}"


def _speakable(error: BaseException) -> str:
    """Return what of an exception's words is sure to quote nobody."""
    if isinstance(error, EngineError):
        return f": {error.code}"
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    if type(error).__name__ in SPEAKABLE:  # a database that cannot be reached; no parameters
        words = str(getattr(error, "orig", None) or error).strip()
        return f": {words.partition(chr(10))[0]}"
    return ""
