"""What would change, for a terminal: by file, one line for each difference."""

from collections.abc import Iterator
from itertools import groupby

from engine.commands.deadline_words import STARTS, UNITS
from engine.rules.roster_words import ROLE_WORDS
from engine.usecases.differences import Changes
from engine.workflow.comparing import Difference, Wording

_ROLES = {str(role): word for word, role in ROLE_WORDS.items()}
_UNITS = {str(unit): word for unit, word in UNITS.items()}
SIGNS = {"added": "＋", "removed": "－"}


def term(kind: str, code: str) -> str:
    """Return an office's code in Chinese words; the code itself where a terminal has none."""
    words = {"role": _ROLES, "start_event": STARTS, "unit": _UNITS}.get(kind, {})
    return words.get(code, code)


def lines(changes: Changes) -> Iterator[str]:
    """Yield all differences as lines: each file, what changed in it, how much only looks so."""
    wording = Wording(changes.names, term)
    for path, found in groupby(changes.differences, lambda each: each.file):
        yield from _of_file(path, list(found), wording)


def _of_file(path: str, found: list[Difference], wording: Wording) -> Iterator[str]:
    if found[0].code == "file":
        yield f"{SIGNS[found[0].kind]} {path}　{wording.line(found[0]).after}".rstrip()
        return
    yield f"～ {path}"
    for each in found:
        if not each.apart:
            line = wording.line(each)
            yield f"    {line.sign} {line.text}"
    drawn = sum(each.code == "layout" for each in found)
    if drawn:
        yield f"    · 图上位置 {drawn} 处"
    if any(each.code == "spelling" for each in found):
        yield "    · 只是写法不同，内容没有变"
