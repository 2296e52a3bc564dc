"""The composition root and console script ``heshi``: the only place that knows all rooms."""

import logging
import sys

import click
from engine.__main__ import commands

from engine.desk import open_desk
from engine.rules.errors import EngineError, Invalid
from engine.settings import Settings
from notifications.ticks import mail_tick
from webui.app import create_app
from webui.refusals import refusal_of
from webui.serving import serve as serve_pages

REFUSED = 1  # exit status; 2 is click's own, for words it does not understand


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
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None) -> None:
    """Serve pages and API, with the ticks beside them."""
    settings = context.obj if isinstance(context.obj, Settings) else settings_of_process()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s")
    desk = open_desk(settings)
    app = create_app(desk)
    host, port = host or settings.host, port or settings.port
    click.echo(f"和事：http://{host}:{port}")
    try:
        serve_pages(app, host, port, mail_tick(settings))
    except OSError as error:
        message = f"没有启动：地址 {host}:{port} 不能使用（{error.strerror or error}）。"
        raise click.ClickException(f"{message}换一个端口：heshi serve --port {port + 1}") from error


def settings_of_process() -> Settings:
    """Return the settings of this process's environment."""
    import os

    return Settings.from_env(os.environ)


def explain(error: EngineError) -> str:
    """Return a refusal for the terminal: what did not happen, why, what to do."""
    refusal = refusal_of(error)
    lines = [f"✗ {refusal.title}", f"  {refusal.why}（{error.code}）"]
    lines += [f"  {key}：{words}" for key, words in refusal.fields.items()]
    if isinstance(error, Invalid) and isinstance(meant := error.facts.get("meant"), dict):
        lines += [f"  {wrong} 是不是 {right}？" for wrong, right in meant.items()]
    return "\n".join(lines)


def main() -> None:
    """Run the command ``heshi``."""
    try:
        commands()
    except EngineError as error:
        click.echo(explain(error), err=True)
        sys.exit(REFUSED)


commands.add_command(serve)

if __name__ == "__main__":
    main()
