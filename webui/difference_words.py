"""Two versions compared, as their page shows it: by file, in words, and what drawings are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from engine.queries.comparisons import Comparison, Side
from engine.queries.model_titles import title_of
from engine.rules.model_paths import FileKind, kind_of
from engine.workflow.comparing import LAYOUT, SPELLING, Difference, Line, Names, Wording
from webui.law_terms import code_words
from webui.naming import reader_name
from webui.start_words import STARTS
from webui.step_papers import PAPERS
from webui.studio_words import EFFECTS, MOMENTS, OFFICES, VALUES
from webui.terms import term
from webui.translate import gettext, language_tag
from webui.translate import lazy_gettext as _

KINDS = {"added": _("新增"), "removed": _("删去"), "changed": _("改动"), "moved": _("移动")}
SIGNS = {"added": "＋", "removed": "－", "changed": "～", "moved": "↕"}
_WORDS: Mapping[str, Mapping[str, object]] = {
    "office": OFFICES,
    "effect": EFFECTS,
    "start_event": {**MOMENTS, **STARTS},
    "document": PAPERS,
}


@dataclass(frozen=True, slots=True)
class FileChanges:
    """What differs in one file: ``lines`` in words, ``drawn`` only in the drawing.

    ``whole`` is ``added`` or ``removed`` where the file itself came or went; ``spelling`` says
    that it is only written differently.
    """

    path: str
    title: str
    whole: str
    lines: tuple[Line, ...]
    drawn: tuple[Line, ...]
    spelling: bool
    diagram: bool


def wording(names: Names) -> Wording:
    """Return how differences are put for the reader."""
    return Wording(names, _term, "en" if language_tag() == "en" else "zh")


def _term(kind: str, code: str) -> str:
    family, _dot, value = kind.partition(".")
    if family == "value":
        known = VALUES.get(value)
        return term(known.term, code) if known and known.term else code_words(value, code)
    words = _WORDS.get(kind)
    if words is not None:
        return str(words.get(code, code))
    return term(kind, code)


def side_words(side: Side) -> str:
    """Return what one version is called."""
    if side.kind == "draft":
        title = term("law_table", side.law) if side.law else side.title
        if side.revision is None:
            return gettext("草稿“%(title)s”", title=title)
        return gettext("草稿“%(title)s”第 %(revision)d 次保存", title=title, revision=side.revision)
    if side.kind == "law":
        table = term("law_table", side.law)
        return gettext("%(table)s第 %(version)d 版", table=table, version=side.number)
    return gettext("程序第 %(version)d 版", version=side.number)


def by_file(found: Comparison, kind: str = "") -> tuple[FileChanges, ...]:
    """Return the differences by file, only those of *kind* if it is one of ``KINDS``.

    A file in which nothing is left to show is left out; those that only look different come last.
    """
    said = wording(found.names)
    files = []
    for path, group in groupby(found.differences, lambda each: each.file):
        changes = _of_file(found, path, tuple(group), said)
        if kind in KINDS:
            changes = _only(changes, kind)
        if changes.lines or changes.drawn or changes.spelling or changes.whole:
            files.append(changes)
    return tuple(sorted(files, key=lambda each: not (each.lines or each.whole)))


def _of_file(
    found: Comparison, path: str, group: tuple[Difference, ...], said: Wording
) -> FileChanges:
    content = found.right.files.get(path, found.left.files.get(path, b""))
    title = title_of(path, content)
    whole = next((each.kind for each in group if each.code == "file"), "")
    return FileChanges(
        path=path,
        title=reader_name(title.zh, title.en),
        whole=whole,
        lines=tuple(said.line(each) for each in group if not each.apart),
        drawn=tuple(said.line(each) for each in group if each.code == LAYOUT),
        spelling=any(each.code == SPELLING for each in group),
        diagram=kind_of(path) is FileKind.DIAGRAM,
    )


def _only(changes: FileChanges, kind: str) -> FileChanges:
    lines = tuple(line for line in changes.lines if line.kind == kind)
    whole = changes.whole if changes.whole == kind else ""
    return replace(changes, whole=whole, lines=lines, drawn=(), spelling=False)


def counts(differences: Iterable[Difference]) -> dict[str, int]:
    """Return how many differences there are of each kind that a case would notice."""
    found = dict.fromkeys(KINDS, 0)
    for each in differences:
        if not each.apart:
            found[each.kind] += 1
    return found


def marks(differences: Iterable[Difference], path: str, *, old: bool) -> dict[str, list[str]]:
    """Return what viewer.js marks on one side's drawing of *path*: ids by kind of difference."""
    found: dict[str, dict[str, None]] = {"added": {}, "removed": {}, "changed": {}}
    for each in differences:
        if each.file != path or each.apart or not each.element or each.code == "member":
            continue  # a lane's new member is marked itself
        if each.code == "whole" and each.kind in ("added", "removed"):
            found[each.kind][each.element] = None
        else:
            renamed = old and each.code == "id"
            found["changed"][each.before if renamed else each.element] = None
    gone = "added" if old else "removed"
    return {kind: list(ids) for kind, ids in found.items() if kind != gone}
