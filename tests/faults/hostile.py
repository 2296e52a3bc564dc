"""What people, programs and worse may send in where an answer is expected."""

HOSTILE: tuple[object, ...] = (
    "", " ", None, "字" * 200_000, "a\x00b", "a\u202egnp.exe", "\ud800", "\x85", "'--", "{{7*7}}",
    "<script>alert(1)</script>", "' OR 1=1 --", "approved", "agreed", "true", True, False, -1, 0,
    1, 2**63, 10**400, float("nan"), float("inf"), -0.01, "-5", "-0.01", "1e9", "9" * 16,
    "９" * 15, "NaN", "0001-01-01", "1900-01-01", "2200-12-31", "9999-12-31", "2026-02-30",
    "2026-13-01T25:00", "2199-12-31T23:59", "1900-01-01T00:00+23:59", "9999-12-31T23:59-23:59",
    "999999999999", "9007199254740992", [], ["agreed"], [["x"]], ["a", "a"], {"$ne": 1},
    {"a": {"b": []}}, (), b"bytes", object(),
)  # fmt: skip
NOBODY_ASKED = (
    "approved", "outcome", "signed", "channel", "level", "grade", "points", "decision", "typename",
    "mediation_rule", "returns", "result", "redo_count", "__class__", "case_id", "", "a" * 5000,
)  # fmt: skip
