"""The engine's commands: ``python -m engine``, and with the counter's the command ``heshi``."""

import click

from engine.commands.asking import deadline, decide
from engine.commands.audit import audit
from engine.commands.calendar import calendar
from engine.commands.copying import backup, restore_database
from engine.commands.demo import demo
from engine.commands.health import health
from engine.commands.keys import erase, keys
from engine.commands.models import bundle, check, publish
from engine.commands.moving import move_database
from engine.commands.people import token, user
from engine.commands.speaking import EXIT_CODES, Commands, install
from engine.commands.starting import init, migrate_database
from engine.commands.watching import case, clock, tick
from engine.commands.working import worker

__all__ = ["commands", "install"]


@click.group(
    cls=Commands,
    help="和事：矛盾纠纷多元化解办案系统。",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def commands() -> None:
    """Hold the commands together."""


for command in (
    *(init, migrate_database, demo, user, token),
    *(check, publish, bundle),
    *(calendar, clock, tick, worker),
    *(deadline, decide, case, health),
    *(move_database, backup, restore_database, audit, keys, erase),
):
    commands.add_command(command)

if __name__ == "__main__":
    commands()
