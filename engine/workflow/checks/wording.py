"""One line for each finding: why it is refused and how to mend it, Chinese and English.

Other rooms may word findings for their own readers; the command line reads them here.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from engine.workflow.checks.findings import Finding

Language = Literal["zh", "en"]


class Wording(NamedTuple):
    """Reason and mend in both languages; ``{fact}`` stands for a fact of the finding."""

    reason_zh: str
    mend_zh: str
    reason_en: str
    mend_en: str


# Tables and expressions bring their own words (``findings.told``).
_ITS_OWN = Wording("{reason}", "{mend}", "{reason}", "{mend}")


def reason_of(finding: Finding, language: Language = "zh") -> str:
    """Return why *finding* is one."""
    wording = _wording(finding.code)
    text = wording.reason_zh if language == "zh" else wording.reason_en
    return text.format_map(_Facts(finding.facts))


def mend_of(finding: Finding, language: Language = "zh") -> str:
    """Return what to do about *finding*."""
    wording = _wording(finding.code)
    text = wording.mend_zh if language == "zh" else wording.mend_en
    return text.format_map(_Facts(finding.facts))


def _wording(code: str) -> Wording:
    return sentences().get(code, _ITS_OWN)


@cache
def sentences() -> Mapping[str, Wording]:
    """Return the wording of every code, read from ``sentences.txt`` beside this module."""
    text = files(__package__).joinpath("sentences.txt").read_text(encoding="utf-8")
    lines = (line.split("|") for line in text.splitlines() if not line.startswith("#"))
    return {code: Wording(*parts) for code, *parts in lines}


class _Facts(dict[str, object]):
    """Facts that stand in for themselves where a sentence asks for one that is not given."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__(facts)

    def __missing__(self, key: str) -> str:
        return "?"
