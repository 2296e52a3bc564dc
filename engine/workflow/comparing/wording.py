"""A difference as a line for people: what of which thing was what and is what, zh and en."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from engine.workflow.comparing.difference import Difference
from engine.workflow.comparing.names import Names

Language = Literal["zh", "en"]
Terms = Callable[[str, str], str]
LONGEST = 120  # characters of one value in a line
CONTEXT = 30  # characters kept before the first that differs
CODES: Mapping[str, str] = {
    "property.role": "role",
    "property.office": "office",
    "property.status": "status",
    "property.start_event": "start_event",
    "property.documents": "document",
    "property.form": "form",
    "property.clock": "clock",
    "effect": "effect",
    "message": "element",
    "calls": "process",
    "decision": "decision",
    "member": "element",
    "incoming": "element",
    "outgoing": "element",
    "attribute.sourceRef": "element",
    "attribute.targetRef": "element",
    "attribute.default": "element",
    "attribute.attachedToRef": "element",
    "attribute.processRef": "process",
}
"""Which values are codes, and of what kind."""
BLANK = frozenset({"", "-", "null"})


@dataclass(frozen=True, slots=True)
class Line:
    """One difference in words. ``aspect`` is empty where a whole thing came or went.

    ``element`` is the id of what the line is about. ``before`` and ``after`` never look the same
    unless both are empty.
    """

    kind: str
    sign: str
    subject: str
    aspect: str
    before: str
    after: str
    text: str
    element: str = ""


@cache
def sentences() -> Mapping[str, tuple[str, str]]:
    """Return the words by key, Chinese and English, read from ``words.txt`` beside this module."""
    text = files(__package__).joinpath("words.txt").read_text(encoding="utf-8")
    lines = (line.split("|") for line in text.splitlines() if not line.startswith("#"))
    return {key: (zh, en) for key, zh, en in lines}


class Wording:
    """Puts differences into words of one language.

    ``terms`` gives words for codes of the office (kind, code); the code itself if it has none.
    """

    def __init__(self, names: Names, terms: Terms, language: Language = "zh") -> None:
        """Take the names of both sets, the office's words and the reader's language."""
        self._names, self._terms, self._language = names, terms, language

    def line(self, difference: Difference) -> Line:
        """Return one difference in words."""
        aspect = self._aspect(difference)
        before, after = self._values(difference)
        subject = self.subject(difference)
        if difference.code in ("whole", "file"):
            aspect, before, after = "", "", self._details(difference)
        return Line(
            kind=difference.kind,
            sign={"added": "＋", "removed": "－", "moved": "↕"}.get(difference.kind, "～"),
            subject=subject,
            aspect=aspect,
            before=before,
            after=after,
            text=self._text(difference, subject, (aspect, before, after)),
            element=difference.element,
        )

    def say(self, key: str, **facts: str) -> str:
        """Return the words of a key."""
        zh, en = sentences().get(key, ("", ""))
        return (en if self._language == "en" else zh).format_map(facts)

    def subject(self, difference: Difference) -> str:
        """Return what a difference is about, such as 步骤“征求意见”."""
        facts = difference.facts
        thing = self.say(f"thing.{difference.what}") or difference.what
        if difference.what == "rule":
            row = self.say("row", row=facts.get("row", "?"))
            known = " ".join(filter(None, (facts.get("key"), self._english(facts, "name_zh"))))
            return self.say("numbered", known=known, row=row) if known else row
        if difference.what == "file":
            return difference.file
        name = self._english({**facts, "name": difference.name}, "name") or difference.element
        subject = self.say("quoted", thing=thing, name=name) if name else thing
        if difference.what in ("option", "field") and facts.get("inside"):
            return self.say("inside", subject=subject, inside=facts["inside"])
        return subject

    def _english(self, facts: Mapping[str, str], name: str) -> str:
        english = facts.get("name_en", "") if self._language == "en" else ""
        return english or facts.get(name, "")

    def _aspect(self, difference: Difference) -> str:
        code, facts = difference.code, difference.facts
        if code == "cell":
            heading = facts.get("of") if self._language == "en" else facts.get("column")
            return heading or self.say("aspect.cell")
        own = self.say(f"aspect.{code}")
        if own:
            subject = facts.get("subject", "")
            return f"{own} {subject}".rstrip() if code in ("parameter", "order") else own
        family, _, rest = code.partition(".")
        return self.say(f"aspect.{family}", subject=rest) or code

    def _values(self, difference: Difference) -> tuple[str, str]:
        if difference.code in ("layout", "spelling", "content"):
            return "", ""
        raw = difference.before, difference.after
        before, after = (self.value(difference.code, each, difference.facts) for each in raw)
        if before == after:
            before, after = raw
        if before.split() == after.split():
            before, after = (each.replace(" ", "␣").replace("\n", "⏎") for each in raw)
        return _shortened(before, after)

    def value(self, code: str, raw: str, facts: Mapping[str, str]) -> str:
        """Return one value in words; nothing for nothing."""
        if not raw:
            return ""
        if code == "order" and "subject" not in facts:
            return self.say("at", number=raw)
        if code.startswith("cell"):
            return self._cell(raw, facts)
        if raw in ("true", "false"):
            return self.say(raw)
        kind = CODES.get(code)
        if kind is None:
            return raw
        return self.say("list").join(self._code(kind, each.strip()) for each in raw.split(","))

    def _cell(self, raw: str, facts: Mapping[str, str]) -> str:
        plain = raw[1:-1] if raw[:1] == raw[-1:] == '"' and raw.count('"') == 2 else raw
        if facts.get("of") == "length" and facts.get("unit"):
            return f"{plain} {self._terms('unit', facts['unit'])}"
        return plain if plain is raw else self._terms(f"value.{facts.get('of', '')}", plain)

    def _code(self, kind: str, code: str) -> str:
        if kind == "clock":
            return self._clock(code)
        if kind == "effect":
            return self._terms(kind, code.removeprefix("effect/"))
        return self._names.get(kind, code, self._language) or self._terms(kind, code)

    def _clock(self, code: str) -> str:
        name = self._names.get("clock", code, self._language)
        found = self._names.clock(code)
        if not name or found is None:
            return code
        length, unit, article = found
        dated = unit == "DATE" or not length or length == "null"
        long = "" if dated else f"{length} {self._terms('unit', unit)}"
        inner = " ".join(filter(None, (name, long, article if "条" in article else "")))
        return f"{code}（{inner}）" if self._language == "zh" else f"{code} ({inner})"

    def _details(self, difference: Difference) -> str:
        parts = []
        for code, value in difference.details:
            if code in ("incoming", "outgoing", "thing:collaboration") or value in BLANK:
                continue
            kind, _, column = code.partition(":")
            if kind == "thing":
                parts.append(self.say("quoted", thing=self.say(f"thing.{column}"), name=value))
                continue
            of, _colon, heading = column.partition(":")
            aspect = heading or self.say(f"aspect.{code}") or code
            parts.append(f"{aspect} {self.value(kind, value, {'of': of})}")
        return _shortened(self.say("pause").join(parts), "", 4 * LONGEST)[0]

    def _text(self, difference: Difference, subject: str, told: tuple[str, str, str]) -> str:
        aspect, before, after = told
        if difference.code in ("whole", "file"):
            space = "" if self._language == "zh" else " "
            said = f"{self.say(f'kind.{difference.kind}')}{space}{subject}"
            return f"{said}{self.say('colon')}{after}" if after else said
        if not before and not after:
            return f"{subject}{self.say('space')}{aspect}"
        none = self.say("none")
        change = f"{before or none} → {after or none}"
        return f"{subject}{self.say('space')}{aspect}{self.say('colon')}{change}"


def _shortened(before: str, after: str, longest: int = LONGEST) -> tuple[str, str]:
    """Return both cut to what can be read, around the first place where they differ."""
    if max(len(before), len(after)) <= longest:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    first = next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
    start = max(0, first - CONTEXT) if before and after else 0
    return _cut(before, start, longest), _cut(after, start, longest)


def _cut(text: str, start: int, longest: int) -> str:
    end = start + longest
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"
