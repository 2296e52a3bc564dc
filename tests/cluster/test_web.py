"""``heshi web``: pages from several processes, which tick nothing and leave in good order."""

import os
import signal
import socket
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.architecture.tree import ROOT
from tests.cluster.conftest import until


@pytest.fixture
def address(site, tmp_path):
    """Two processes of the real command in front of the site's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = {name: text for name, text in os.environ.items() if not name.startswith("HESHI_")}
    ours |= {
        "HESHI_DATABASE_URL": site.url,
        "HESHI_SECRET_KEY": "s" * 32,
        "HESHI_VAR_DIR": str(tmp_path),
        "HESHI_WEB_PROCESSES": "2",
    }
    words = [sys.executable, "-m", "webui.main", "web", "--port", str(port)]
    site.workers.append(
        subprocess.Popen(words, cwd=ROOT, env=ours, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    )
    return f"http://127.0.0.1:{port}"


def places(site):
    return sorted(name.partition(":")[0] for (name,) in site.ask("SELECT name FROM lease"))


def answer(address):
    try:
        with urlopen(address, timeout=60) as given:  # noqa: S310  # our own server
            return given.status
    except HTTPError as refused:
        return refused.code
    except OSError:
        return None


def test_pages_are_shown_by_two_processes_that_tick_nothing(site, address):
    until(lambda: places(site) == ["ticks", "web", "web"])
    until(lambda: answer(f"{address}/healthz") == 200)
    assert answer(f"{address}/readyz") == 503  # no worker has swept yet
    assert answer(f"{address}/sign-in") == 200
    assert site.ask("SELECT name FROM tick") == []
    [server] = site.workers
    server.send_signal(signal.SIGTERM)
    assert server.wait(60) == 0
    assert places(site) == []
