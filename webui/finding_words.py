"""What a check found, in the reader's language, as editors and programs read it."""

from collections.abc import Iterable
from dataclasses import replace

from engine.workflow import Finding
from engine.workflow.checks import ERROR, mend_of, reason_of
from webui.feel_words import place_words, said, word
from webui.translate import language_tag

FindingWords = dict[str, str]


def finding_words(found: Iterable[Finding]) -> list[FindingWords]:
    """Return findings as plain objects: file, element, name, level, code, reason, mend."""
    language = "en" if language_tag() == "en" else "zh"
    return [
        {
            "file": each.file,
            "element": each.element,
            "name": each.name,
            "level": each.level,
            "code": each.code,
            "reason": reason_of(each, language),  # type: ignore[arg-type]  # one of its two
            "mend": mend_of(each, language),  # type: ignore[arg-type]  # one of its two
        }
        for each in map(_spoken, found)
    ]


def _spoken(finding: Finding) -> Finding:
    """Return a finding with the words a table or an expression brought in the reader's own."""
    facts = finding.facts
    if "template" not in facts:
        return finding
    reason = said(str(facts["template"]), facts) + place_words(facts.get("position"))
    mend = said(str(facts.get("mend", "")), {})
    spoken = {key: word(value) for key, value in facts.items()}
    return replace(finding, facts={**spoken, "reason": reason, "mend": mend})


def count_errors(found: Iterable[Finding]) -> int:
    """Return how many findings forbid publishing."""
    return sum(each.level == ERROR for each in found)
