"""Which letters the faces of posters and share pictures have."""

import pytest

from foundation.faces import FACES, face_of, without_shape


@pytest.mark.parametrize("words", ["gwnewch yn siŵr", "Ŷnyr", "Ōta", "İpek", "Ŝanĝo"])
def test_a_letter_that_a_face_would_put_together_from_two_is_set_in_one_that_has_it(words):
    assert face_of(words) == "noto-sans"


@pytest.mark.parametrize(("words", "face"), [("Morven Áine Łucja Zoë", 0), ("محمد", 2)])
def test_everything_else_is_set_in_the_face_that_is_liked_most(words, face):
    assert face_of(words) == FACES[face]


def test_what_no_face_has_is_named_once_in_its_order():
    assert without_shape("李明 \U0001f9e2 Li 明, ŵ Привет محمد – “so” 5\u00a0ft\u200f") == ["李", "明", "\U0001f9e2"]
