"""The files of a set as administrators group them: by what the procedures are for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.queries.drafts import FileLine
from engine.rules.model_paths import FileKind
from webui.event_sentences.words import WORDS
from webui.translate import LazyString, language_tag
from webui.translate import lazy_gettext as _

MAIN = _("主流程")
MEDIATION = _("调解")
AFTER = _("后续")
OVERSIGHT = _("督办")
OTHER = _("其他流程")
TABLES = _("决策表")
FORMS = _("表单")
GROUPS: Mapping[str, LazyString] = {
    "dispute": MAIN,
    "peoples_mediation": MEDIATION,
    "administrative_mediation": MEDIATION,
    "judicial_mediation": MEDIATION,
    "judicial_confirmation": AFTER,
    "referral": AFTER,
    "follow_up": AFTER,
    "risk_report": AFTER,
    "duty": OVERSIGHT,
    "supervision": OVERSIGHT,
    "rectification": OVERSIGHT,
    "urge": OVERSIGHT,
    "complaint": OVERSIGHT,
}
ORDER = (MAIN, MEDIATION, AFTER, OVERSIGHT, OTHER, TABLES, FORMS)


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one purpose, by name."""

    name: str
    files: tuple[FileLine, ...]


def group_of(file: FileLine) -> LazyString:
    """Return what a file is for; of a diagram, what its first known process is for."""
    if file.kind is not FileKind.DIAGRAM:
        return FORMS if file.kind is FileKind.FORM else TABLES
    return next((GROUPS[key] for key in file.title.keys if key in GROUPS), OTHER)


def grouped(files: Iterable[FileLine]) -> tuple[Group, ...]:
    """Return *files* in their groups, groups without a file left out."""
    known = tuple(files)
    groups = (Group(str(name), tuple(f for f in known if group_of(f) is name)) for name in ORDER)
    return tuple(group for group in groups if group.files)


def file_title(file: FileLine) -> str:
    """Return what a file is called in the reader's language."""
    if language_tag() != "en":
        return file.title.zh
    known = WORDS["process"]
    if file.kind is FileKind.DIAGRAM and file.title.keys and set(file.title.keys) <= set(known):
        return ", ".join(str(known[key]) for key in file.title.keys)  # our own ones have English
    return file.title.en
