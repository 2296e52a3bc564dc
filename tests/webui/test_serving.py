"""The serving process: it ends in good order, and only one ticks on a database."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.databases import sqlite_copy

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "webui.main", "serve", "--port"]


@pytest.fixture
def environment(migrated_sqlite, tmp_path):
    database = sqlite_copy(migrated_sqlite, tmp_path)
    database.dispose()
    ours = {name: text for name, text in os.environ.items() if not name.startswith("HESHI_")}
    return ours | {
        "HESHI_DATABASE_URL": database.url.render_as_string(),
        "HESHI_SECRET_KEY": "s" * 32,
        "HESHI_VAR_DIR": str(tmp_path),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _started(environment, port):
    words = [*COMMAND, str(port)]
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().strip() == f"和事：http://127.0.0.1:{port}"
    return process


def _stopped(process) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=180)
    return process.returncode, said


def test_a_server_answers_and_ends_cleanly_on_a_signal(environment):
    port = _free_port()
    process = _started(environment, port)
    with urlopen(f"http://127.0.0.1:{port}/health", timeout=180) as answer:
        assert answer.status == 200
    assert _stopped(process) == (0, "")


SLOW = """
import os, sys, threading
from engine.desk import open_desk
from engine.settings import Settings
from webui.app import create_app
from webui.serving import serve

def slow():
    print("in hand", flush=True)
    threading.Event().wait(1)
    return "done"

app = create_app(open_desk(Settings.from_env(os.environ)))
app.view_functions["health.show"] = slow
serve(app, ("127.0.0.1", int(sys.argv[1])), (), lambda: print("ready", flush=True))
"""


def test_a_request_in_hand_is_finished_before_the_server_ends(environment):
    port = _free_port()
    words = [sys.executable, "-c", SLOW, str(port)]
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
        assert process.stdout.readline() == "in hand\n"
        process.send_signal(signal.SIGTERM)
        answered = b"".join(iter(lambda: line.recv(4096), b""))
    assert answered.endswith(b"done")
    process.communicate(timeout=180)
    assert process.returncode == 0


def _refused(environment, port):
    """Start a server that must not start; return how it ended."""
    return subprocess.run(
        [*COMMAND, str(port)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_a_second_server_on_one_database_is_refused(environment):
    first = _started(environment, _free_port())
    second = _refused(environment, _free_port())
    assert second.returncode == 4
    assert "另一台服务器正在这个数据库上运行" in second.stderr
    assert "和事：" not in second.stdout
    assert _stopped(first)[0] == 0


def test_a_taken_port_is_said_in_words(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = _refused(environment, other.getsockname()[1])
    assert answer.returncode == 1
    assert "不能使用" in answer.stderr


def test_a_host_that_is_none_is_said_in_words(environment):
    answer = _refused(environment | {"HESHI_HOST": "no such host"}, _free_port())
    assert answer.returncode == 1
    assert "没有启动：地址 no such host:" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_real_database_without_a_secret_does_not_start(environment):
    del environment["HESHI_SECRET_KEY"]
    answer = _refused(environment, _free_port())
    assert answer.returncode == 2
    assert "没有设置签名密钥" in answer.stderr


def _measured(port, forwarded) -> int:
    """Ask for the numbers as a proxy would that hands on *forwarded*; return the status."""
    line = HTTPConnection("127.0.0.1", port, timeout=180)
    with closing(line):
        line.request("GET", "/metrics", headers={"X-Forwarded-For": forwarded})
        return line.getresponse().status


@pytest.mark.parametrize(
    ("proxies", "statuses"),
    [("0", {"8.8.8.8": 404, "127.0.0.1": 404}), ("1", {"8.8.8.8": 404, "127.0.0.1": 200})],
)
def test_the_address_a_proxy_hands_on_reaches_the_pages(environment, proxies, statuses):
    port = _free_port()
    process = _started(environment | {"HESHI_PROXY_COUNT": proxies}, port)
    assert {address: _measured(port, address) for address in statuses} == statuses
    assert _stopped(process)[0] == 0
