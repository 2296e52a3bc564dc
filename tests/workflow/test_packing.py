"""A set comes through a .zip whole; a hostile .zip is refused by name and quickly."""

import re
import stat
import struct
import time
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.resources import shipped_workflows
from engine.rules.errors import Invalid
from engine.workflow import read_folder
from engine.workflow.packing import pack, unpack

OWN = {path: each for path, each in read_folder(shipped_workflows()).items() if "law/" not in path}


def archive(*entries: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", method) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return made.getvalue()


def refused(content: bytes) -> str:
    begun = time.process_time()
    with pytest.raises(Invalid) as refusal:
        unpack(content)
    assert time.process_time() - begun < 2
    return refusal.value.code


def test_a_set_comes_through_byte_for_byte_and_the_same_twice():
    packed = pack(OWN)
    assert unpack(packed) == OWN
    assert pack(dict(reversed(OWN.items()))) == packed


def test_a_folder_around_everything_and_the_litter_of_desktops_fall_away():
    content = archive(
        ("我县程序/", b""), ("我县程序/a.bpmn", b"1"), ("我县程序/forms/b.json", b"2"),
        ("__MACOSX/我县程序/._a.bpmn", b"x"), ("我县程序/.DS_Store", b"x"),
    )  # fmt: skip
    assert unpack(content) == {"a.bpmn": b"1", "forms/b.json": b"2"}


def test_names_of_chinese_windows_are_read():
    plain = archive(("abcd.bpmn", b"1")).replace(b"abcd", "登记".encode("gbk"))
    assert unpack(plain) == {"登记.bpmn": b"1"}


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd.json", "../a.bpmn", "forms/../../a.json", "C:/a.bpmn", "a\\..\\b.bpmn",
        "a//b.bpmn", "./a.bpmn", "a\x01.bpmn", "con.bpmn", "x.exe", "README.md", "a/b/c/d.bpmn",
        "visit.json", "forms/a.bpmn", ".hidden.bpmn",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_refuses_the_whole_archive(name):
    assert refused(archive(("ok.bpmn", b"1"), (name, b"2"))) == "zip.path"


def test_a_link_is_no_file():
    link = ZipInfo("a.bpmn")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(archive((link, b"/etc/passwd"))) == "zip.link"


def test_bombs_are_refused_without_being_blown_up():
    assert refused(archive(("a.bpmn", b"\0" * 50_000_000))) == "zip.too_large"
    many = [(f"f{number}.bpmn", b"\0" * 1_900_000) for number in range(12)]
    assert refused(archive(*many)) == "zip.too_large"


def test_a_bomb_that_lies_about_its_size_is_refused():
    content = archive(("a.bpmn", b"\0" * 30_000_000))
    lying = content.replace(struct.pack("<L", 30_000_000), struct.pack("<L", 100))
    assert refused(lying) in {"zip.damaged", "zip.too_large"}


def test_a_hundred_thousand_entries_are_not_even_read():
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for number in range(100_000):
            file.writestr(f"{number}.bpmn", b"")
    content = made.getvalue()
    assert refused(content) == "zip.too_many"
    end = bytearray(content[-22:])
    end[8:12] = struct.pack("<2H", 3, 3)  # says three, keeps them all
    assert refused(content[:-22] + bytes(end)) == "zip.too_many"


def test_what_is_locked_doubled_or_packed_strangely_is_refused():
    locked = bytearray(archive(("a.bpmn", b"1")))
    locked[6] |= 1
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(locked)) == "zip.encrypted"
    assert refused(archive(("a.bpmn", b"1"), ("A.BPMN", b"2"))) in {"zip.twice", "zip.path"}
    assert refused(archive(("A.bpmn", b"1"), ("a.bpmn", b"2"))) == "zip.twice"
    assert refused(archive(("a.bpmn", b"1"), method=ZIP_BZIP2)) == "zip.method"


def test_an_archive_with_nothing_for_us_is_refused():
    assert refused(archive(("forms/", b""))) == "zip.empty"
    assert refused(b"") == "zip.unreadable"
    assert refused(b"PK\x05\x06") == "zip.unreadable"
    assert refused(b"%PDF-1.7" * 100) == "zip.unreadable"


def test_a_damaged_entry_is_named():
    content = bytearray(archive(("a.bpmn", zlib.compress(bytes(range(256)) * 9))))
    content[60] ^= 0xFF
    assert refused(bytes(content)) == "zip.damaged"


def outcome(content: bytes) -> str:
    """What came of a .zip: that it is a set, or the code of the refusal."""
    try:
        return "set" if unpack(content) else ""
    except Invalid as refusal:
        return refusal.code


SMALL = pack({path: OWN[path] for path in ("urge.bpmn", "forms/visit.json", "grade.dmn")})


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255), st.integers(0, len(SMALL)))
def test_bytes_changed_anywhere_give_a_set_or_a_refusal(place, value, end):
    spoiled = bytearray(SMALL)
    spoiled[place] = value
    for content in (bytes(spoiled), bytes(spoiled[:end])):
        assert re.fullmatch(r"set|zip\.\w+", outcome(content))


def test_nothing_is_written_to_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    unpack(pack(OWN))
    assert list(tmp_path.iterdir()) == []
