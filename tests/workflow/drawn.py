"""What stands in the drawings, read without the engine."""

import re
from pathlib import Path

USER_TASK = re.compile(r'<bpmn:userTask id="(\w+)"')


def user_tasks(folder: Path, drawing: str) -> tuple[str, ...]:
    """Return the ids of the user tasks of one drawing, in the order they stand in the file."""
    return tuple(USER_TASK.findall((folder / f"{drawing}.bpmn").read_text("utf-8")))
