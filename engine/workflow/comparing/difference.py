"""One difference between two sets of procedures, in codes and facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LAYOUT = "layout"
SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not the same in two sets of files.

    Attributes:
        kind: ``added``, ``removed``, ``changed`` or ``moved``.
        file: The path in the set.
        what: What kind of thing it is about: ``userTask``, ``sequenceFlow``, ``rule`` (a row),
            ``field`` … or ``file``.
        element: Its id, row id or key; empty for the file itself.
        name: What people call it, in Chinese.
        code: What of it: ``whole``, ``name``, ``id``, ``property.clock``, ``condition``, ``cell``,
            ``order`` …; ``layout`` and ``spelling`` change nothing a case would notice.
        place: Where exactly, as a path in the file; ends in ``@name`` for an attribute.
        before: What stood there, as it was written.
        after: What stands there.
        facts: Words about it: ``row``, ``row_before``, ``column``, ``subject`` …
        details: For a thing that came or went, all it says: (code, value).
    """

    kind: str
    file: str
    what: str
    element: str
    name: str
    code: str
    place: str = ""
    before: str = ""
    after: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    details: tuple[tuple[str, str], ...] = ()

    @property
    def apart(self) -> bool:
        """Whether only the drawing or the spelling differs: no case would notice."""
        return self.code in (LAYOUT, SPELLING)
