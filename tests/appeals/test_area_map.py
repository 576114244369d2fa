"""The map of areas on the list: areas, never points."""

import re
from urllib.parse import quote

import pytest

from appeals.pictures.areas import APART, WIDE, area_map
from foundation import clock
from foundation.places.middles import CELL, middles
from tests.appeals.factories import end_appeal, publish_appeal
from tests.browser import DESKTOP, axe, nu, open_context, overflow

AREAS = [name for name in middles() if not name.startswith("near ")]


def sheet(client, path="/appeals"):
    text = client.get(path).text
    return text[text.index('<svg class="sh-area-map__sheet') : text.index("</svg>", text.index("sh-area-map__sheet"))]


def test_P6_an_appeal_that_moves_inside_its_area_does_not_change_the_map(client):
    now = clock.now()
    first = publish_appeal(now=now, region="Fife", area="Kirkcaldy, Fife", latitude=56.11, longitude=-3.16)
    before = sheet(client)
    end_appeal(first.appeal_id, now=now)
    publish_appeal(now=now, region="Fife", area="St Andrews, Fife", latitude=56.34, longitude=-2.80)
    assert sheet(client) == before


def test_P6_every_middle_of_an_area_is_a_whole_cell_of_twenty_kilometres():
    assert len(middles()) > 100
    assert {kilometres % CELL for middle in middles().values() for kilometres in middle} == {0}


def test_each_area_has_one_circle_with_its_number_that_leads_to_its_list(client):
    now = clock.now()
    for region in ("Fife", "Fife", "Perth and Kinross"):
        publish_appeal(now=now, region=region)
    links = re.findall(r'href="([^"]+)">.*?__name[^>]*>([^<]+)<.*?__count[^>]*>(\d+)<', sheet(client))
    assert sorted(links) == [
        ("/appeals?area=Fife", "Fife", "2"),
        (f"/appeals?area={quote('Perth and Kinross')}", "Perth and Kinross", "1"),
    ]
    assert 'href="/appeals?area=Fife" aria-current="page"' in sheet(client, "/appeals?area=Fife")


def test_without_an_appeal_there_is_no_map(client):
    assert "sh-area-map" not in client.get("/appeals").text


def test_no_circle_hides_another_even_when_every_area_has_an_appeal():
    circles = area_map(AREAS).circles
    assert len(circles) == len(AREAS)
    pairs = [(a, b) for a in circles for b in circles if a.area < b.area]
    assert [(a.area, b.area) for a, b in pairs if (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < APART**2] == []


def test_a_name_that_has_no_room_beside_its_circle_stands_above_or_below_and_over_no_other():
    areas = ["Aberdeen City", "Aberdeenshire", "Argyll and Bute", "City of Edinburgh", "Dundee City", "Glasgow City",
             "Highland", "Perth and Kinross", "Stirling"]  # fmt: skip
    found = area_map(areas)
    sides = {each.area: each.side for each in found.circles if not each.crowded}
    assert (sides["Glasgow City"], sides["Aberdeenshire"]) == ("below", "above")
    for each in (each for each in found.circles if sides.get(each.area) in {"above", "below"}):
        half = len(each.area) * found.letter * WIDE / 2
        for other in found.circles:
            apart = abs(each.name_y - other.y) >= other.radius or abs(each.name_x - other.x) >= other.radius + half
            assert apart, (each.area, other.area)


def test_what_is_no_area_of_the_gazetteer_stands_in_the_list_alone():
    assert area_map(["Nowhere at all"]).circles == ()


def test_the_same_areas_give_the_same_map_in_any_order():
    assert area_map(["Fife", "Highland", "Powys"]) == area_map(["Powys", "Highland", "Fife"])


@pytest.mark.parametrize(("width", "dark", "start"), [(320, False, "/ur"), (375, True, ""), (DESKTOP, False, "")])
def test_the_map_is_sound_and_worked_by_keyboard_without_script(browser, live_server, assets, width, dark, start):
    now = clock.now()
    for region in ("Fife", "Highland", "Glasgow City", "East Renfrewshire", "Perth and Kinross"):
        publish_appeal(now=now, region=region)
    with open_context(browser, live_server, width=width, dark=dark) as context:
        page = context.new_page()
        page.goto(f"{start}/appeals")
        circles = page.locator(".sh-area-map__area")
        assert not circles.first.is_visible(), "closed at first: nobody tabs through the areas twice"
        page.locator(".sh-area-map summary").press("Enter")
        assert axe(page) == []
        assert overflow(page) == 0
        assert min(each.bounding_box()["width"] for each in page.locator(".sh-area-map__area circle").all()) >= 24
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == f"{start}/appeals?area=Highland"
        seen = page.evaluate("getComputedStyle(document.activeElement.querySelector('circle')).strokeWidth")
        assert float(seen.removesuffix("px")) == 4
        if width == DESKTOP:
            assert nu(context.request.get("/appeals").text()) == []
        page.keyboard.press("Enter")
        page.wait_for_url("**/appeals?area=Highland")
