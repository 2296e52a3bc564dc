"""A sample is drawn by seed and code alone, whoever draws it and in whatever order."""

from collections import Counter
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.sampling import draw, population_sha

CODES = st.lists(st.from_regex(r"2026-[0-9]{6}", fullmatch=True), unique=True, max_size=40)
SEEDS = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())
SIZES = st.integers(0, 50)


@given(SEEDS, CODES, SIZES, st.randoms(use_true_random=False))
def test_the_order_in_which_cases_are_named_does_not_matter(seed, codes, size, shuffled):
    mixed = list(codes)
    shuffled.shuffle(mixed)
    assert draw(seed, mixed, size) == draw(seed, codes, size)
    assert population_sha(mixed) == population_sha(codes)


@given(SEEDS, CODES, SIZES)
def test_a_sample_has_its_size_and_nobody_twice(seed, codes, size):
    drawn = draw(seed, codes, size)
    assert len(drawn) == len(set(drawn)) == min(size, len(codes))
    assert set(drawn) <= set(codes)


@given(SEEDS, CODES, SIZES)
def test_a_larger_sample_begins_with_the_smaller_one(seed, codes, size):
    assert draw(seed, codes, size + 1)[:size] == draw(seed, codes, size)


@given(SEEDS, CODES, st.sampled_from(["2026-999998", "2026-999999"]))
def test_another_case_in_the_population_displaces_one_at_most(seed, codes, more):
    before, after = draw(seed, codes, 5), draw(seed, [*codes, more], 5)
    assert len(set(before) - set(after)) <= 1


@given(CODES.filter(bool))
def test_leaving_a_case_out_shows_in_the_digest(codes):
    assert population_sha(codes[1:]) != population_sha(codes)


def test_the_algorithm_is_the_documented_one():
    codes = [f"2026-{number:06d}" for number in range(1, 6)]
    by_hand = sorted(codes, key=lambda code: sha256(f"枫叶7:{code}".encode()).hexdigest())
    assert draw("枫叶7", codes, 3) == tuple(by_hand[:3])
    assert draw("1", codes, 5) == (
        "2026-000005",
        "2026-000003",
        "2026-000002",
        "2026-000004",
        "2026-000001",
    )


def test_every_case_is_drawn_about_as_often_as_any_other():
    codes = [f"2026-{number:06d}" for number in range(10)]
    drawn = Counter(draw(f"seed {n}", codes, 1)[0] for n in range(2_000))
    assert all(140 <= drawn[code] <= 260 for code in codes)
