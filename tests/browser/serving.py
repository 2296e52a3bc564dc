"""The county's counter, served on a free port of this machine while a test looks at it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import waitress
from flask import Flask
from waitress import wasyncore

from notifications.texts import TextBook
from tests.journeys.world import County
from tests.webui.counter import give_passwords
from webui.app import create_app
from webui.message_words import TEXTS


@contextmanager
def counter_of(county: County) -> Iterator[str]:
    """Serve the counter of *county*, whose clock the test moves; yield its address."""
    give_passwords(county.desk)
    secret = replace(county.desk, settings=replace(county.desk.settings, secret_key="s" * 32))
    app = create_app(secret)
    app.extensions[TEXTS] = TextBook()
    with served(app) as address:
        yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* on a free port; yield its address."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # The loop ends when nothing is open any more; a browser keeps its connections. Closed from
        # within: the loop must not be waiting for what we close.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(30)
        server.task_dispatcher.shutdown()
