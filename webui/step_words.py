"""What a line of waiting steps says, worked out once: lists draw it for desk and telephone."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from engine.queries.worklists import WorkLine
from webui.badges import ClockBadge
from webui.lines import case_url, sides, step_url, subject, why_url
from webui.naming import step_name
from webui.once import page_memory
from webui.standing_badge import rule_name, standing_badge
from webui.terms import term


@dataclass(frozen=True, slots=True)
class StepWords:
    """The words, signs and addresses of one step; ``rule`` is «—» where no time limit runs."""

    badge: ClockBadge
    who: str
    what: str
    step: str
    rule: str
    channel: str
    step_url: str
    case_url: str
    why_url: str


def step_words(line: WorkLine) -> StepWords:
    """Return what *line* says; for a page, only once for each step."""
    made: dict[Any, Any] = page_memory()
    key = (step_words, line.item_id, line.version)
    if key not in made:
        made[key] = StepWords(
            badge=standing_badge(line.standing),
            who=sides(line),
            what=subject(line),
            step=step_name(line.step),
            rule=rule_name(line.standing),
            channel=term("channel", line.channel),
            step_url=step_url(line.item_id),
            case_url=case_url(line.case_code),
            why_url=why_url(line.case_code, line.standing),
        )
    found: StepWords = made[key]
    return found


def init_app(app: Flask) -> None:
    """Give templates ``step_words``."""
    app.jinja_env.globals["step_words"] = step_words
