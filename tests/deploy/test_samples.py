"""The samples in deploy/ name only what there is, and keep what they promise."""

import re
import shlex
import subprocess
import sys
from dataclasses import fields

import pytest

from engine.settings import PREFIX, Settings
from tests.architecture.tree import ROOT
from webui.main import commands

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KNOWN = {PREFIX + each.name.upper() for each in fields(Settings)}
NGINX = (DEPLOY / "nginx" / "heshi.conf").read_text("utf-8")
CONF = re.sub(r"#.*", "", NGINX)
TELLING = (
    'import os, sys; print(sys.argv[1], os.environ["HESHI_SMTP_PASSWORD"], '
    'os.environ["HESHI_BASE_URL"], sep="\\n")'
)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_there_is_as_somebody_who_may_little(unit):
    lines = dict(line.split("=", 1) for line in unit.read_text("utf-8").splitlines() if "=" in line)
    program, command = shlex.split(lines["ExecStart"])
    assert program == "/opt/heshi/bin/heshi"
    assert command in commands.commands
    assert lines["User"] == "heshi"
    assert lines["EnvironmentFile"] == "/etc/heshi.env"
    assert lines["RestartPreventExitStatus"].split() == ["2", "3"]  # usage, another version
    assert int(lines["TimeoutStopSec"]) > 20  # what is in hand is finished first


def test_single_and_several_keep_each_other_out():
    conflicts = {
        path.stem: re.search(r"^Conflicts=(.+)$", path.read_text("utf-8"), re.MULTILINE)[1]
        for path in UNITS
    }
    assert conflicts == {
        "heshi": "heshi-web.service heshi-worker.service",
        "heshi-web": "heshi.service",
        "heshi-worker": "heshi.service",
    }


def test_the_settings_file_can_be_read_once_the_secret_is_filled_in():
    text = (DEPLOY / "heshi.env.example").read_text("utf-8")
    given = dict(re.findall(r"^#?(HESHI_[A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(given) <= KNOWN
    settings = Settings.from_env(given | {"HESHI_SECRET_KEY": "s" * 32})
    assert settings.base_url.startswith("https:")  # cookies by encrypted connections only
    assert settings.proxy_count == 1


def test_the_proxy_encrypts_and_believes_no_address_written_by_a_stranger():
    assert CONF.count("{") == CONF.count("}")
    assert "return 301 https://$host$request_uri;" in CONF
    assert re.search(r'add_header Strict-Transport-Security "max-age=\d{8,}" always;', CONF)
    assert re.search(r"ssl_protocols\s+TLSv1\.2 TLSv1\.3;", CONF)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in CONF
    assert "$proxy_add_x_forwarded_for" not in CONF
    assert re.search(r"location = /metrics\s+\{ return 404; \}", CONF)


def test_the_proxys_own_log_keeps_no_query():
    (form,) = re.findall(r"log_format heshi '([^']+)'", CONF)
    assert "$uri" in form
    assert not {"$request ", "$request_uri", "$args", "$query_string"} & set(
        re.findall(r"\$\w+ ?", form)
    )


def test_a_command_gets_the_settings_of_the_service_word_for_word(tmp_path):
    given = tmp_path / "heshi.env"
    sample = (DEPLOY / "heshi.env.example").read_text("utf-8")
    given.write_text(sample + "HESHI_SMTP_PASSWORD='a$b c;\\s#'\n", "utf-8")
    script = (DEPLOY / "bin" / "heshi").read_text("utf-8")
    assert "exec runuser -u heshi -- /opt/heshi/bin/heshi" in script
    script = script.replace("/etc/heshi.env", str(given)).replace("runuser -u heshi --", "env")
    script = script.replace("/opt/heshi/bin/heshi", f"{sys.executable} -c '{TELLING}'")
    words = ["sh", "-c", script, "heshi", "two words"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["two words", r"a$b c;\s#", "https://heshi.example.cn"]


def test_what_the_book_shows_for_the_settings_file_is_read_alike_by_shell_and_systemd():
    book = (ROOT / "docs" / "operations.md").read_text("utf-8")
    lines = [line for line in book.splitlines() if re.match(r"HESHI_[A-Z_]+=", line)]
    assert len(lines) > 10
    for line in lines:
        name, _, value = line.partition("=")
        assert name in KNOWN
        bare = not re.search(r"""[\s"'\\$&;#`]""", value)
        assert bare or re.fullmatch(r"'[^']*'", value), line
