"""Several programs on one database: the number series has no gap whoever writes."""

import subprocess
import sys
from pathlib import Path

from engine.storage.models import CounterRow

ALLOT = """
import sys
from datetime import datetime, UTC
from engine.storage.database import Database
from engine.storage.work import unit_of_work
database = Database(sys.argv[1])
at = datetime(2026, 3, 2, tzinfo=UTC)
for _ in range(25):
    with unit_of_work(database, at, at, None) as work:
        print(work.allot_serial("a", 1, 2026))
"""


def test_two_programs_get_numbers_without_gap_or_repeat(database):
    url = database.url.render_as_string(hide_password=False)
    call = [sys.executable, "-c", ALLOT, url]
    here = Path(__file__).parents[2]
    programs = [
        subprocess.Popen(call, stdout=subprocess.PIPE, text=True, cwd=here) for _ in range(2)
    ]
    printed = [program.communicate(timeout=60)[0].split() for program in programs]
    assert sorted(int(number) for numbers in printed for number in numbers) == list(range(1, 51))
    with database.read() as session:
        assert session.get(CounterRow, ("a", 1, 2026)).last == 50
