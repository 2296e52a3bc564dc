"""The book of privacy says what the masking matrix says."""

from docs.privacy_table import PAGE, SURFACES, page
from engine.rules.masking import Surface


def test_the_matrix_in_the_book_is_the_one_the_program_goes_by():
    assert PAGE.read_text("utf-8") == page(), "write it again: python -m docs.privacy_table"


def test_every_surface_is_in_the_book():
    assert set(SURFACES) == set(Surface)
