"""How the commands speak: refusals in one sentence, exit codes, and what rooms above lend them.

The engine knows codes; sentences live at the counter. The composition root lends its voice with
``install``; without it (``python -m engine``) a refusal reads as code and facts.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from engine.desk import Desk
from engine.feel import FeelError
from engine.rules.errors import EngineError, Locked, WorkflowFault
from engine.scheduler import Ticking, ticks

BAR = 1000  # steps of a progress bar


class Exit(IntEnum):
    """What a command's exit code means; documented in ``--help`` and docs/operations.md."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    DATABASE = 3
    LOCKED = 4
    FAULT = 5


DATABASE_CODES = frozenset({"backup.no_database", "server.release"})
UNREADABLE = frozenset({"database.url_unreadable", "keys.unreadable"})
PLACE_TAKEN = frozenset({"server.second", "server.cluster", "server.embedded"})

EXIT_CODES = """\b
退出码：
  0  办成
  1  没有办成：被拒绝，或者检查发现错误
  2  用法或设置有误
  3  数据库没有建、版本不符或打不开
  4  数据库或服务被占用，稍后再试
  5  办案程序出错
"""


def plain_words(error: EngineError) -> str:
    """Return *error* as its code and facts: what is said where nobody lent a voice."""
    facts = "，".join(f"{key}={value}" for key, value in error.facts.items())
    return f"✗ {error.code}（{facts}）" if facts else f"✗ {error.code}"


@dataclass(slots=True)
class Ports:
    """What the commands borrow from the rooms above: sentences, and the ticks of the messenger.

    ``say`` returns a refusal ready to print, one line or several.
    """

    say: Callable[[EngineError], str] = plain_words
    ticks: Callable[[Desk], tuple[Ticking, ...]] = ticks


ports = Ports()


def install(
    say: Callable[[EngineError], str] | None = None,
    ticks: Callable[[Desk], tuple[Ticking, ...]] | None = None,
) -> None:
    """Lend the commands a voice for refusals, and the list of all ticks."""
    ports.say = say or ports.say
    ports.ticks = ticks or ports.ticks


def exit_code(error: EngineError) -> Exit:
    """Return the exit code of a refusal."""
    if error.code.startswith("schema.") or error.code in DATABASE_CODES:
        return Exit.DATABASE
    if isinstance(error, Locked) or error.code in PLACE_TAKEN:
        return Exit.LOCKED
    if error.code.startswith("settings.") or error.code in UNREADABLE:
        return Exit.USAGE
    return Exit.FAULT if isinstance(error, WorkflowFault) else Exit.REFUSED


def refuse(sentence: str, code: Exit = Exit.REFUSED, lines: Iterable[str] = ()) -> NoReturn:
    """Say on standard error why not, with lines under it, and end the command with *code*.

    Raises:
        click.exceptions.Exit: always.

    """
    click.echo(f"✗ {sentence}", err=True)
    for line in lines:
        click.echo(f"  {line}", err=True)
    raise click.exceptions.Exit(code)


class Commands(click.Group):
    """A group whose commands refuse in sentences, never in tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what the engine refuses into words and an exit code."""
        try:
            return super().invoke(ctx)
        except EngineError as error:
            click.echo(ports.say(error), err=True)
            raise click.exceptions.Exit(exit_code(error)) from error
        except FeelError as error:
            refuse(f"{error}。", lines=[error.mend])
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
            refuse("数据库打不开，请核对 HESHI_DATABASE_URL。", Exit.DATABASE, [reason])


def misuse(sentence: str) -> NoReturn:
    """Refuse an argument: exit code 2, with the command's usage.

    Raises:
        UsageError: always.

    """
    raise click.UsageError(sentence, click.get_current_context())


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; the block calls what it gets with (done, of how much)."""
    with click.progressbar(length=BAR, label=label, file=sys.stderr) as bar:
        shown = 0

        def told(done: int, of: int) -> None:
            nonlocal shown
            reached = min(BAR * done // max(of, 1), BAR)
            bar.update(reached - shown)
            shown = reached

        yield told
