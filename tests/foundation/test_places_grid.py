"""Grid references of the Ordnance Survey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.places.distance import metres_between
from foundation.places.grid import BadGridReferenceError, looks_like_one, parse, reference

# Edinburgh Castle, Ben Nevis, Land's End, Greenwich, Lerwick: positions as printed on maps.
KNOWN = [
    ("NT 2516 7349", 55.9487, -3.2000),
    ("NN 16680 71277", 56.7969, -5.0036),
    ("SW 342 250", 50.0660, -5.7148),
    ("TQ 388 773", 51.4769, 0.0005),
    ("HU 4767 4134", 60.1545, -1.1425),
]


@pytest.mark.parametrize(("text", "latitude", "longitude"), KNOWN)
def test_known_places_are_where_maps_have_them(text, latitude, longitude):
    point = parse(text)
    assert metres_between(point.latitude, point.longitude, latitude, longitude) < max(250, point.accuracy * 2)


@pytest.mark.parametrize(
    ("text", "accuracy"),
    [
        ("NT 27 73", 1000),
        ("nt270734", 100),
        ("NT27057342", 10),
        ("NT  27051  73422", 1),
        ("NT\u00a02705\t7342", 10),
    ],
)
def test_the_digits_say_the_accuracy(text, accuracy):
    assert parse(text).accuracy == accuracy


@pytest.mark.parametrize(
    "text",
    ["", "NT", "NT 2", "NT 2 7", "SW12", "NT 270 7342", "NT 270734 1", "AA 27 73", "II 12 12", "NE 12 34", "ZZ 11 11",
     "27 73", "NT 271234 273456", "NT 27 73 11", "EH1 1BB", "N T 27 73", "NT -2 73", "NT ٢٧ ٧٣", "NT 27" * 500],
)  # fmt: skip
def test_what_is_no_grid_reference_is_refused(text):
    with pytest.raises(BadGridReferenceError):
        parse(text)


def test_a_wrong_reference_still_looks_like_one_and_a_name_does_not():
    assert looks_like_one("ZZ 12 34")
    assert looks_like_one("nt2773")
    assert not looks_like_one("Perth")
    assert not looks_like_one("EH1 1BB")
    assert not looks_like_one("SW12")


@given(
    letters=st.sampled_from(["NT", "NN", "SW", "TQ", "HU", "SD", "TG"]),
    size=st.integers(2, 5),
    east=st.integers(0, 99999),
    north=st.integers(0, 99999),
)
def test_the_middle_of_a_square_is_written_as_that_square_again(letters, size, east, north):
    first, second = (f"{number:05d}"[:size] for number in (east, north))
    point = parse(f"{letters}{first}{second}")
    if size < 5:
        assert reference(point.latitude, point.longitude, digits=size * 2) == f"{letters} {first} {second}"
    else:
        again = parse(reference(point.latitude, point.longitude, digits=10))
        assert metres_between(point.latitude, point.longitude, again.latitude, again.longitude) < 2


@pytest.mark.parametrize(("latitude", "longitude"), [(48.85, 2.35), (53.3, -6.2), (0, 0), (89.9, 0), (55.0, 3.5)])
def test_a_point_outside_great_britain_has_no_reference(latitude, longitude):
    with pytest.raises(BadGridReferenceError):
        reference(latitude, longitude)
