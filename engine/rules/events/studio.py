"""What happened in the administrator's studio: drafts, their publication, versions put away."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftOpened:
    """A draft was opened; *based_on* is the version it was copied from."""

    draft_id: int
    kind: str
    based_on: int | None


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """Files of a draft were saved, renamed or removed."""

    draft_id: int
    revision: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftRestored:
    """A draft was made what it was at an earlier revision."""

    draft_id: int
    revision: int
    restored: int


@dataclass(frozen=True, slots=True)
class DraftSubmitted:
    """A draft was frozen to be judged by a second person."""

    draft_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class DraftTakenBack:
    """A submitted draft was taken back to be worked on."""

    draft_id: int


@dataclass(frozen=True, slots=True)
class DraftRefused:
    """The second person sent a draft back, with a reason kept beside it."""

    draft_id: int


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """A draft was put away for good, with a reason kept beside it."""

    draft_id: int


@dataclass(frozen=True, slots=True)
class DraftPublished:
    """A draft became a version; *alone*: without a second person, as the settings allowed."""

    draft_id: int
    version: int
    alone: bool


@dataclass(frozen=True, slots=True)
class BundleRetired:
    """A published version was put away: no new case uses it."""

    version: int


@dataclass(frozen=True, slots=True)
class BundleReinstated:
    """A version that had been put away is in use again."""

    version: int


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """All *processes* running by one version were asked to be moved to another."""

    move_id: int
    from_version: int
    to_version: int
    processes: int


@dataclass(frozen=True, slots=True)
class MoveUndone:
    """A move was asked to be undone."""

    move_id: int


@dataclass(frozen=True, slots=True)
class ProcessCarriedOver:
    """A running process goes on by another version; *back*: a move was undone.

    ``mapping`` are the elements that are called otherwise there, as they were asked for.
    """

    process: str
    process_id: int
    from_version: int
    to_version: int
    move_id: int
    mapping: Mapping[str, str]
    back: bool = False
