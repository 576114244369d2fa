"""Finding places by what people type."""

import pytest
from sqlalchemy import func, select

from foundation.database import reading, transaction
from foundation.places.lookup import REGION, by_id, exactly, find, fold, label, load_gazetteer, region_of, written
from foundation.places.middles import middles
from foundation.places.models import Place

KIRKCALDY = 2645298


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Kirkcaldy", "kirkcaldy"),
        ("  St. Andrews ", "st andrews"),
        ("Saint Andrews", "st andrews"),
        ("King’s Lynn", "kings lynn"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Brodaidh Mòr, Fìobha", "brodaidh mor fiobha"),
        ("%_", ""),
        ("", ""),
    ],
)
def test_what_people_type_is_folded(typed, folded):
    assert fold(typed) == folded


def names(typed, limit=10):
    with reading() as session:
        return [label(place) for place in find(session, typed, limit)]


@pytest.mark.parametrize("typed", ["Kirkcaldy", "kirkc", "KIRKCALDY, fife", "kirkcaldy fi", "Kirkcaldy,Fife"])
def test_a_place_is_found_by_its_beginning_and_with_its_area(typed):
    assert names(typed)[0] == "Kirkcaldy, Fife"


def test_the_whole_name_comes_before_longer_names_and_the_larger_place_first():
    found = names("Newport")
    assert found[0] == "Newport, Wales"
    assert "Newport, Isle of Wight" in found[:3]
    assert found.index("Newport, Isle of Wight") < found.index("Newport, Essex")


def test_a_later_word_of_a_name_finds_it_too_but_the_inside_of_a_word_does_not():
    assert "St Andrews, Fife" in names("andrews", 30) or "Saint Andrews, Fife" in names("andrews", 30)
    assert names("irkcaldy") == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\", "x" * 5000, "Zzzyx", "\u202e\u0000'; drop table place"])
def test_nothing_is_found_for_nonsense_and_nothing_breaks(typed):
    assert names(typed) == []


def test_the_limit_holds():
    assert len(names("s", 7)) == 7


def test_an_exact_name_gives_all_its_namesakes_and_a_label_gives_one():
    with reading() as session:
        assert len(exactly(session, "Newport")) > 3
        assert [place.area for place in exactly(session, "newport, Isle of Wight")] == ["Isle of Wight"]
        assert exactly(session, "Newpor") == []


def test_loading_the_gazetteer_again_changes_nothing_and_mends_what_was_changed():
    with transaction() as session:
        before = session.scalar(select(func.count()).where(Place.id > 0))
        place = by_id(session, KIRKCALDY)
        place.name = "Elsewhere"
    with transaction() as session:
        assert load_gazetteer(session) == before > 5000
    with reading() as session:
        assert by_id(session, KIRKCALDY).name == "Kirkcaldy"
        assert session.scalar(select(func.count()).where(Place.id > 0)) == before


def test_every_place_is_in_great_britain_and_told_apart_from_its_namesakes():
    with reading() as session:
        places = list(session.scalars(select(Place).where(Place.id > 0)))
    assert {place.nation for place in places} == {"Scotland", "England", "Wales"}
    assert all(49.8 < place.latitude < 60.9 and -8.7 < place.longitude < 1.8 for place in places)
    labels = [fold(label(place)) + place.nation for place in places]
    assert len(set(labels)) == len(labels)


def test_an_area_that_is_called_after_its_town_is_not_said_twice():
    assert written("Aberdeen", "Aberdeen City") == "Aberdeen"
    assert written("Edinburgh", "City of Edinburgh") == "Edinburgh"
    assert written("Perth", "Perth and Kinross") == "Perth"
    assert written("Kirkcaldy", "Fife") == "Kirkcaldy, Fife"
    assert written("Ayr", "Ayrshire") == "Ayr, Ayrshire"


def test_the_town_of_an_area_lies_in_it_with_its_villages_and_not_in_the_nation_alone():
    with reading() as session:
        for name in ("Stirling", "Cardiff", "Bristol", "Newport"):
            place = find(session, name)[0]
            assert region_of(place.name, place.area, place.nation) == name
            assert session.scalar(select(REGION).where(Place.id == place.id)) == name
        dunblane = find(session, "Dunblane")[0]
    assert region_of(dunblane.name, dunblane.area, dunblane.nation) == "Stirling"
    assert region_of("Nowhere", "", "Wales") == "Wales"
    assert "Stirling" in middles() and middles()["Stirling"] != middles()["Scotland"]
