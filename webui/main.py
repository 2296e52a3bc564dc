"""The composition root and console script ``heshi``: the only place that knows all rooms."""

import os

import click
from flask import Flask

from engine.__main__ import commands, install
from engine.commands.working import require_extra
from engine.desk import Desk, open_desk
from engine.logs import log_to_stderr
from engine.presence import Part, require_room
from engine.rules.errors import EngineError, Invalid
from engine.scheduler import Ticking, ticks
from engine.settings import Settings
from engine.storage.patience import patiently
from engine.usecases.people_admin import refuse_demo_accounts
from engine.usecases.publishing import ensure_published
from notifications.papers import PaperPrinter
from notifications.texts import TextBook
from notifications.ticks import mail_tick
from webui.alarm import PERIODS
from webui.app import create_app
from webui.message_words import TEXTS
from webui.pages.case_papers import PAPERS
from webui.refusals import refusal_of
from webui.serving import serve as serve_pages
from webui.translate import gettext


@click.command(
    "serve",
    help="打开网页和接口，并按时巡检期限。",
    epilog="""\b
例：
  heshi serve                       只在本机打开：http://127.0.0.1:8000
  heshi serve --host 0.0.0.0        让内网的电脑也能打开
  heshi serve --port 8080           换一个端口
停止：Ctrl+C 或 SIGTERM；正在办理的请求会先办完。""",
)
@click.option("--host", help="监听的地址，默认 127.0.0.1（HESHI_HOST）")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000（HESHI_PORT）")
def serve(host: str | None, port: int | None) -> None:
    """Serve pages and API, with the ticks beside them."""
    settings = Settings.from_env(os.environ)
    log_to_stderr(settings)
    desk = patiently(lambda: opened(settings), settings.start_seconds)
    app = furnished(desk)
    host, port = host or settings.host, port or settings.port
    at = f"{host}:{port}"
    try:
        serve_pages(app, (host, port), all_ticks(desk), lambda: click.echo(f"和事：http://{at}"))
    except OSError as error:
        message = f"没有启动：地址 {at} 不能使用（{error.strerror or error}）。"
        raise click.ClickException(f"{message}换一个端口：heshi serve --port {port + 1}") from error


@click.command(
    "web",
    help="多台机器共用一个 PostgreSQL 库时，打开网页和接口；巡检由 heshi worker 做。",
    epilog="""\b
例：
  heshi web                            几个进程由 HESHI_WEB_PROCESSES 定
  heshi web --host 0.0.0.0 --port 8000
停止：Ctrl+C 或 SIGTERM；正在办理的请求会先办完。""",
)
@click.option("--host", help="监听的地址，默认 127.0.0.1（HESHI_HOST）")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000（HESHI_PORT）")
def web(host: str | None, port: int | None) -> None:
    """Serve pages and API from several processes, with the ticks elsewhere."""
    require_extra()
    from webui.cluster_serving import WebProcesses

    settings = Settings.from_env(os.environ)
    log_to_stderr(settings)
    settings.require_secret()
    desk = patiently(lambda: opened(settings, Part.WEB), settings.start_seconds)
    desk.database.dispose()  # each process opens it anew after the fork
    at = f"{host or settings.host}:{port or settings.port}"
    click.echo(f"和事：http://{at}")
    WebProcesses(lambda: furnished(open_desk(settings)), settings, at).run()


def opened(settings: Settings, part: Part | None = None) -> Desk:
    """Return the desk of a server that may start; *part*: what it does in a cluster.

    Raises:
        Conflict, Locked: as ``open_desk``, ``refuse_demo_accounts``, ``require_room``.

    """
    desk = open_desk(settings)
    try:
        refuse_demo_accounts(desk)
        if part is not None:
            require_room(desk, part)
        ensure_published(desk)
    except Exception:
        desk.database.dispose()
        raise
    return desk


def furnished(desk: Desk) -> Flask:
    """Return the counter with what the messenger lends it."""
    app = create_app(desk)
    app.extensions[TEXTS] = TextBook()
    app.extensions[PAPERS] = PaperPrinter()
    app.extensions[PERIODS] = {each.name: each.seconds for each in all_ticks(desk)}
    return app


def explain(error: EngineError) -> str:
    """Return a refusal for the terminal: what did not happen, why, what to do."""
    refusal = refusal_of(error)
    # a page's «nothing was submitted» says nothing to somebody who typed a command
    title = gettext("没有办成：给的内容不对") if isinstance(error, Invalid) else refusal.title
    lines = [f"✗ {title}", f"  {refusal.why}（{error.code}）"]
    lines += [f"  {key}：{words}" for key, words in refusal.fields.items()]
    if isinstance(error, Invalid) and isinstance(meant := error.facts.get("meant"), dict):
        lines += [f"  {wrong} 是不是 {right}？" for wrong, right in meant.items()]
    return "\n".join(lines)


def all_ticks(desk: Desk) -> tuple[Ticking, ...]:
    """Return the engine's ticks and the messenger's."""
    return ticks(desk, mail_tick(desk.settings))


def main() -> None:
    """Run the command ``heshi``."""
    commands()


commands.add_command(serve)
commands.add_command(web)
install(say=explain, ticks=all_ticks)

if __name__ == "__main__":
    main()
