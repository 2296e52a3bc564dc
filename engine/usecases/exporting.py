"""Taking the warning board away as a file is put on record: by whom, grouped how, how many rows."""

from engine.desk import Desk
from engine.rules.events import BoardExported
from engine.rules.permissions import Actor


def note_export(desk: Desk, actor: Actor, by: str, taken: tuple[str, int]) -> None:
    """Note that *actor* took the board away; *taken* is the file's form and its rows."""
    form, rows = taken
    with desk.work(actor) as work:
        work.record(BoardExported(by, form, rows))
