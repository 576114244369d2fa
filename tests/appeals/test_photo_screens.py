"""The desk's photos and the page that shows them, in a real browser, with and without JavaScript."""

import io
import os

import pytest
from PIL import Image, ImageDraw

from appeals import channels, queries, workflow
from appeals.models import Appeal
from appeals.rules import Edits, EndReason, Marks, PhotoWords
from foundation import clock
from foundation.database import reading
from foundation.images import Format, store
from staff.rules import Role
from tests.appeals.factories import complete, seen, yes
from tests.browser import DESKTOP, PHONE, axe, nu, open_context, overflow

WORDS = PhotoWords(alt="A woman with red hair", source="Her family", permission="Her sister, by phone")
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder, to look at what was seen."""


def portrait(size=(900, 1200), coat="teal") -> bytes:
    picture = Image.new("RGB", size, "lightsteelblue")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((250, 200, 650, 700), fill="peachpuff")
    draw.pieslice((230, 150, 670, 620), 180, 360, fill="firebrick")
    draw.rectangle((150, 750, 750, 1200), fill=coat)
    content = io.BytesIO()
    picture.save(content, "JPEG")
    return content.getvalue()


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture
def draft(desk):
    """An appeal with two photos."""
    now = clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    for coat in ("teal", "olive"):
        workflow.add_photo(appeal_id, desk.editor, portrait(coat=coat), WORDS, now=now)
    return appeal_id


def on_desk(appeal_id):
    with reading() as session:
        return queries.draft(session, session.get_one(Appeal, appeal_id)).photos


def publish(appeal_id, desk):
    now = clock.now()
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []
    with reading() as session:
        return session.get_one(Appeal, appeal_id).public_id


def holding(held):
    """For a route: requests wait in ``held``. Playwright marks its handlers, and a built-in takes no mark."""
    return lambda route: held.append(route)


def signed_in_page(context, person, address):
    cookie = person.get_cookie("staff", path="/staff")
    context.add_cookies([{"name": "staff", "value": cookie.value, "url": f"{address}/staff"}])
    return context.new_page()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def editor_page(request, browser, live_server, signed_in):
    """An editor's browser, with and without JavaScript."""
    with open_context(browser, live_server, script=request.param) as context:
        yield signed_in_page(context, signed_in(Role.EDITOR), live_server)


def test_a_photo_is_turned_cropped_and_marked_by_numbers_and_buttons(editor_page, draft):
    page, (first, _) = editor_page, on_desk(draft)
    page.goto(f"/staff/appeals/{draft}")
    page.get_by_role("button", name="Save, then turn or crop photo 1").click()
    page.get_by_role("heading", name="Photo 1: turn and crop").wait_for()
    page.get_by_role("button", name="Turn right").click()
    page.get_by_label("Width that is kept").fill("50")
    page.get_by_label("from the left").fill("25")
    page.get_by_label("Blurred until somebody asks to see it").check()
    page.get_by_role("button", name="Save the photo").click()
    page.get_by_text("The photo shows so once the appeal is published").first.wait_for()
    now_first = on_desk(draft)[0]
    assert now_first.name == first.name
    assert now_first.key != first.key
    assert (now_first.edits.turn, now_first.edits.width, now_first.edits.focus_x) == (90, 50, 25)
    assert (now_first.blurred, now_first.progressed) == (True, False)
    made = Image.open(io.BytesIO(store.read_public(now_first.key, 1280, Format.JPEG)))
    assert made.size == (600, 900)


def test_photos_are_put_in_order_and_removed_by_buttons(editor_page, draft):
    page, (first, second) = editor_page, on_desk(draft)
    page.goto(f"/staff/appeals/{draft}")
    page.get_by_label("Description").first.fill("Tall, with a green coat and a lamp.")
    page.get_by_role("button", name="Move photo 2 up").click()
    page.get_by_text("Saved, in the new order").first.wait_for()
    assert [photo.name for photo in on_desk(draft)] == [second.name, first.name]
    page.get_by_role("button", name="Remove photo 1").click()
    page.get_by_text("The photo is removed").first.wait_for()
    assert [photo.name for photo in on_desk(draft)] == [first.name]


def test_what_cannot_be_cut_is_said_and_nothing_typed_is_lost(editor_page, draft):
    page, (first, _) = editor_page, on_desk(draft)
    page.goto(f"/staff/appeals/{draft}/photos/{first.name}")
    page.get_by_label("Cut off at the left").fill("60")
    page.get_by_label("Width that is kept").fill("55")
    page.get_by_role("button", name="Save the photo").click()
    page.get_by_text("must lie inside the picture").first.wait_for()
    assert page.get_by_label("Cut off at the left").input_value() == "60"
    assert on_desk(draft)[0].key == first.key


@pytest.fixture
def script_page(browser, live_server, signed_in):
    with open_context(browser, live_server) as context:
        yield signed_in_page(context, signed_in(Role.EDITOR), live_server)


def test_the_cut_is_dragged_on_the_picture_and_moved_by_arrow_keys(script_page, draft):
    page, (first, _) = script_page, on_desk(draft)
    page.goto(f"/staff/appeals/{draft}/photos/{first.name}")
    size = page.get_by_role("button", name="Change the size of the cut")
    box, whole = size.bounding_box(), page.locator(".sh-crop__whole").bounding_box()
    page.mouse.move(box["x"] + 14, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(box["x"] + 14 - whole["width"] * 0.3, box["y"] + 14 - whole["height"] * 0.4, steps=4)
    page.mouse.up()
    assert 68 <= int(page.get_by_label("Width that is kept").input_value()) <= 72
    assert 58 <= int(page.get_by_label("Height that is kept").input_value()) <= 62
    width = int(page.get_by_label("Width that is kept").input_value())
    page.get_by_role("button", name="Move the cut").press("ArrowRight")
    page.get_by_role("button", name="Move the cut").press("Shift+ArrowRight")
    assert page.get_by_label("Cut off at the left").input_value() == "6"
    assert page.locator(".sh-crop__kept").get_attribute("x") == "6"
    page.get_by_role("button", name="Move the middle of the face").press("ArrowUp")
    assert page.get_by_label("from the top").last.input_value() == "29"
    page.get_by_role("button", name="Save the photo").click()
    page.get_by_text("The photo shows so once the appeal is published").first.wait_for()
    edits = on_desk(draft)[0].edits
    assert (edits.left, edits.width, edits.focus_y) == (6, width, 29)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_photos_on_the_desk_are_sound_and_fit(script_page, draft, desk, width):
    page, (first, second) = script_page, on_desk(draft)
    now = clock.now()
    workflow.mark_photo(draft, desk.editor, second.name, Marks(blurred=True, progressed=True), now=now)
    cut = Edits(left=10, top=5, width=80, height=70, focus_x=50, focus_y=35)
    workflow.cut_photo(draft, desk.editor, first.name, cut, now=now)
    page.set_viewport_size({"width": width, "height": 900})
    for name, path in {
        "photo": f"/staff/appeals/{draft}/photos/{first.name}",
        "desk": f"/staff/appeals/{draft}",
    }.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        shot(page, f"photos-{name}-{width}")
        assert axe(page) == []
        assert overflow(page) == 0
        if width == DESKTOP:
            assert nu(page.context.request.get(path).text()) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_blurred_photo_is_not_fetched_before_somebody_asks(browser, live_server, draft, desk, script):
    now, photos = clock.now(), on_desk(draft)
    for photo in photos:
        workflow.mark_photo(draft, desk.editor, photo.name, Marks(blurred=True), now=now)
    public_id = publish(draft, desk)
    for path in ("/", "/appeals", f"/appeals/{public_id}"):
        with open_context(browser, live_server, script=script) as context:
            page, fetched = context.new_page(), []
            page.on("request", lambda request, fetched=fetched: fetched.append(request.url.rpartition("/")[2]))
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert f"{photos[0].key}-160.jpg" in fetched
            clear = [name for name in fetched if photos[0].key in name and "-160." not in name]
            assert clear == [], path
            page.get_by_role("link", name="This picture is blurred. Show it").first.click()
            page.wait_for_url(f"**/{photos[0].key}-1280.jpg")
            assert f"{photos[0].key}-1280.jpg" in fetched


@pytest.mark.parametrize(("width", "dark"), [(320, False), (PHONE, True), (DESKTOP, False)])
def test_pages_say_what_a_picture_is_and_do_not_jump(browser, live_server, draft, desk, width, dark):
    now, (first, second) = clock.now(), on_desk(draft)
    workflow.mark_photo(draft, desk.editor, first.name, Marks(progressed=True), now=now)
    workflow.mark_photo(draft, desk.editor, second.name, Marks(blurred=True), now=now)
    public_id = publish(draft, desk)
    said = "This picture was changed to show how they may look now."
    with open_context(browser, live_server, width=width, dark=dark) as context:
        page = context.new_page()
        for name, path in {"list": "/appeals", "page": f"/appeals/{public_id}"}.items():
            held = []
            context.route("**/photos/**", holding(held))
            page.goto(path, wait_until="domcontentloaded")
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(200)
            before = page.evaluate("document.documentElement.scrollHeight")
            assert held
            context.unroute("**/photos/**")  # what waited goes on
            page.wait_for_load_state("networkidle")
            jumped = abs(page.evaluate("document.documentElement.scrollHeight") - before)
            assert jumped <= len(on_desk(draft)), "the smaller widths round to whole pixels, nothing more"
            shot(page, f"photos-{name}-{width}")
            assert page.get_by_text(said).first.is_visible()
            assert page.get_by_alt_text(said).count() >= 1
            assert axe(page) == []
            assert overflow(page) == 0
            if width == DESKTOP:
                assert nu(page.context.request.get(path).text()) == []


def test_a_picture_that_is_blurred_and_changed_opens_on_a_page_that_says_so(client, signed_in, draft, desk):
    now, (first, second) = clock.now(), on_desk(draft)
    workflow.mark_photo(draft, desk.editor, first.name, Marks(blurred=True, progressed=True), now=now)
    workflow.mark_photo(draft, desk.editor, second.name, Marks(blurred=True), now=now)
    reader = signed_in(Role.EDITOR)
    preview = f"/staff/appeals/{draft}/preview/photos/{first.key}"
    assert f'href="{preview}-1280.jpg"' in reader.get(f"/staff/appeals/{draft}/preview/page").text
    public_id = publish(draft, desk)
    base = f"/appeals/{public_id}/photos"
    page = client.get(f"/appeals/{public_id}").text
    assert f'href="{base}/{first.key}"' in page
    assert f'href="{base}/{second.key}-1280.jpg"' in page
    opened = client.get(f"{base}/{first.key}")
    assert opened.status_code == 200
    assert opened.text.count("This picture was changed to show how they may look now.") == 2, (
        "beside it, and in its alt"
    )
    assert f'src="{base}/{first.key}-1280.jpg"' in opened.text
    assert "To zdjęcie zmieniono" in client.get(f"/pl{base}/{first.key}").text
    nothing = client.get("/appeals/" + "0" * 20)
    assert client.get(f"{base}/{second.key}").data == nothing.data
    assert f"/pl{base}/{first.key}" in {each.path for each in channels.addresses(public(public_id))}
    workflow.withdraw_appeal(draft, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    assert (client.get(f"{base}/{first.key}").status_code, client.get(f"{base}/{first.key}").data) == (
        410,
        nothing.data,
    )


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_page_of_a_picture_stands_on_any_screen(browser, live_server, draft, desk, width):
    first, _ = on_desk(draft)
    workflow.mark_photo(draft, desk.editor, first.name, Marks(blurred=True, progressed=True), now=clock.now())
    public_id = publish(draft, desk)
    with open_context(browser, live_server, width=width) as context:
        page = context.new_page()
        page.goto(f"/appeals/{public_id}")
        page.get_by_role("link", name="This picture is blurred. Show it").first.click()
        page.wait_for_url(f"**/{first.key}")
        assert page.get_by_text("This picture was changed to show how they may look now.").is_visible()
        assert page.get_by_role("img", name="A woman with red hair").is_visible()
        shot(page, f"picture-{width}")
        assert overflow(page) == 0
        assert axe(page) == []
        page.get_by_role("link", name="Back to the appeal").click()
        page.wait_for_url(f"**/appeals/{public_id}")


def public(public_id):
    with reading() as session:
        return queries.published(session, public_id, clock.now())
