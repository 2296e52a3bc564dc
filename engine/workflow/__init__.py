"""The only room where SpiffWorkflow is spoken.

Bundles are parsed once (``Library``), processes run by a ``Runner`` and stored as bytes; forms
and whole bundles are checked before anybody publishes them. Plain values go in and come out.
"""

from engine.workflow.bundle import Bundle, content_hash, read_folder
from engine.workflow.checks import Finding, Known, check_bundle, dry_run, examine
from engine.workflow.decisions import Answered
from engine.workflow.forms import Answers, Field, Form, FormRefused, Label, Option, read_form
from engine.workflow.instance import Effect, Instance
from engine.workflow.library import Library
from engine.workflow.moving import Moved, MoveRefused
from engine.workflow.position import OpenClock, OpenTask, Position
from engine.workflow.runner import Runner
from engine.workflow.walking import Walked

__all__ = [
    "Answered",
    "Answers",
    "Bundle",
    "Effect",
    "Field",
    "Finding",
    "Form",
    "FormRefused",
    "Instance",
    "Known",
    "Label",
    "Library",
    "MoveRefused",
    "Moved",
    "OpenClock",
    "OpenTask",
    "Option",
    "Position",
    "Runner",
    "Walked",
    "check_bundle",
    "content_hash",
    "dry_run",
    "examine",
    "read_folder",
    "read_form",
]
