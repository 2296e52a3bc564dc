"""Everything the engine may refuse to do, and why.

An error carries a stable dotted ``code`` and plain ``facts``; the sentences people read are
made from them in the rooms that speak to people. Codes are never renamed once released.
"""

from collections.abc import Mapping


class EngineError(Exception):
    """The engine could not do what was asked."""

    def __init__(self, code: str = "", **facts: object) -> None:
        self.code = code or _words(type(self).__name__)
        self.facts = facts
        summary = (type(self).__doc__ or "").partition("\n")[0]
        details = ", ".join(f"{key}={value!r}" for key, value in facts.items())
        super().__init__(f"{summary} [{self.code}]" + (f" {details}" if details else ""))


def _words(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


class NotFound(EngineError):
    """There is no such record, or this person may not know of it."""


class NotAllowed(EngineError):
    """The person may not do this to this record."""


class Invalid(EngineError):
    """What was sent in cannot be accepted as it stands.

    ``fields`` maps a field's key to the code of what is wrong with it.
    """

    def __init__(
        self, code: str = "", *, fields: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        self.fields: Mapping[str, str] = dict(fields or {})
        super().__init__(code, **({"fields": self.fields} if fields else {}), **facts)


class Stale(EngineError):
    """Somebody else changed the record first."""


class Conflict(EngineError):
    """The record is not in a state in which this can be done."""


class Locked(EngineError):
    """The database or the server's place is taken; try again shortly."""


class WorkflowFault(EngineError):
    """A process could not be run or read; our fault or the diagram's, never the person's."""


class ModelRefused(EngineError):
    """A set of diagrams, tables and forms may not be published.

    ``findings`` lists file, element, reason and how to mend it.
    """
