"""Every page there is, filled with the demo: none writes when it is read, none has a fault of HTML or of access.

The list of pages comes from the application's own routes, so that a new one cannot be forgotten.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from appeals.briefing import link_path, recall_path
from appeals.models import Appeal, AppealPhoto, AppealSchedule, Briefing, DoorRequest
from appeals.queries.briefing import held_links
from foundation import clock
from foundation.database import reading
from foundation.languages import ENGLISH_ONLY, LANGUAGES, OWN
from heroes.composers import links
from heroes.models import Hero
from outbox.models import OutboxMessage
from searchhero.build_assets import BUILT
from searchhero.demo.cast import STAFF
from searchhero.demo.fill import fill
from searchhero.embedded import Valkey
from sightings.composers import team_link
from sightings.models import Forwarding, Sighting, SightingPhoto
from staff import queries as staff_queries
from staff.models import Partner, StaffAccount, StaffProposal, Team
from tests.browser import PHONE, axe, nu, open_context, overflow
from tests.conftest import empty, forget
from tests.staff.browser import StaffClient

FEEDS = {f"appeals_feeds.{name}" for name in ("rss", "atom", "json", "cap", "area", "alert")}
API = {f"appeals_api.{name}" for name in ("openapi", "appeals", "appeal")}
NOT_PAGES = {"static", "health.alive", "health.ready", "heroes.places", "appeals_embed.oembed"} | FEEDS | API
PICTURES = {
    "partner_link.photo",
    "appeals.photo",
    "appeals_carry.poster_pdf",
    "appeals_carry.share_picture",
    "appeals_gate.photo",
    "appeals_preview.photo",
    "appeals_preview.first_page",
    "appeals_photos.whole",
    "desk.photo",
    "team.photo",
}
NOT_PAGES |= {"certificate.document_pdf", "certificate.document_json"}
STYLED = re.compile(r"\.((?:govuk|sh|staff|heroes)-[\w-]+)")
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module", autouse=True)
def demo(app: Flask, environment: dict[str, str]) -> Iterator[None]:
    """The demo, once for all tests here: they read it only (the first of them shows that reading writes nothing)."""
    with app.app_context():
        fill(clock.now())
    yield
    empty(environment)


@pytest.fixture(autouse=True)
def clean(demo: None, valkey: Valkey) -> Iterator[None]:
    """In place of the one for every test: the rows stay until the module ends; what is kept and counted does not."""
    yield
    forget(valkey)


@pytest.fixture
def paths(app: Flask) -> dict[str, list[str]]:
    """Endpoint → addresses of it that there is something behind, in the demo."""
    with reading() as session:
        appeals = {row.state: row for row in session.scalars(select(Appeal).order_by(Appeal.created_at))}
        live, hero = appeals["published"], session.scalars(select(Hero)).first()
        forwarding = session.scalars(select(Forwarding).order_by(Forwarding.created_at)).first()
        sightings = session.scalars(select(Sighting.id)).all()
        photo = session.scalars(select(SightingPhoto)).first()
        face = session.scalars(select(AppealPhoto).where(AppealPhoto.appeal_id == live.id)).first()
        person = session.scalars(
            select(StaffAccount).join(StaffProposal, StaffProposal.staff_id == StaffAccount.id)
        ).one()
        team = session.scalars(select(Team)).first()
        request = session.scalars(select(DoorRequest)).first()
        partner = session.scalars(select(Partner).order_by(Partner.name)).first()
        held = held_links(session, session.scalars(select(Briefing.id)).all())
        out, ended = (next(each for each in held if each.briefing.state == state) for state in ("sent", "ended"))
        waiting = session.scalars(select(AppealSchedule.appeal_id)).one()
    desk = [f"/staff/appeals/{row.id}" for row in appeals.values()]
    token = team_link(forwarding.id, forwarding.link_version)
    briefing, recalled = link_path(out.link.id, 1), recall_path(ended.link.id, 1)
    briefed = [f"/staff/appeals/{each.appeal.id}" for each in (out, ended)]
    named = {
        "appeals.page": [f"/appeals/{live.public_id}", f"/appeals/{appeals['withdrawn'].public_id}"],
        "appeals.photo": [f"/appeals/{live.public_id}/photos/unknown-320.jpg"],
        "appeals_carry.share": [f"/appeals/{live.public_id}/share"],
        "appeals_carry.poster_pdf": [f"/appeals/{live.public_id}/poster.pdf"],
        "appeals_carry.share_picture": [f"/appeals/{live.public_id}/share/1200x630.jpg"],
        "appeals_door.page": [f"/appeals/{live.public_id}/is-this-you"],
        "appeals_door_desk.one": [f"/staff/people-who-ask/{request.id}"],
        "report.ask": [f"/appeals/{live.public_id}/sighting", f"/appeals/{live.public_id}/sighting?step=form"],
        "heroes.confirm": [links.confirm_path(hero.id, hero.link_version)],
        "heroes.choices": [links.choices_path(hero.id, hero.link_version)],
        "heroes.leave": [links.leave_path(hero.id, hero.link_version)],
        "team.page": [token],
        "team.photo": [f"{token}/photos/{photo.key}"],
        "appeals_feeds.area": ["/feeds/areas/scotland.rss", "/feeds/areas/nowhere.json", "/feeds/areas/malformed"],
        "appeals_feeds.alert": [f"/feeds/cap/{live.public_id}.{live.current_version}.xml", "/feeds/cap/malformed"],
        "appeals_embed.card": [f"/appeals/{live.public_id}/embed"],
        "appeals_api.appeal": [f"/api/v1/appeals/{live.public_id}"],
        "appeals_desk.desk": desk,
        "appeals_preview.page": [f"{each}/preview" for each in (*desk, f"/staff/appeals/{waiting}")],
        "appeals_preview.one": [f"/staff/appeals/{live.id}/preview/{name}" for name in ("page", "digest", "alert")],
        "appeals_preview.first_page": [f"/staff/appeals/{live.id}/preview/poster-a5/first-page"],
        "appeals_preview.photo": [f"/staff/appeals/{live.id}/preview/photos/unknown.jpg"],
        "appeals_history.revisions": [f"{each}/revisions" for each in desk],
        "appeals_gate.ask_why": [f"{each}/take-down" for each in desk],
        "certificate.page": [f"{each}/certificate" for each in desk],
        "certificate.document_pdf": [f"{each}/certificate/document.pdf" for each in desk],
        "certificate.document_json": [f"{each}/certificate/document.json" for each in desk],
        "appeals_gate.review": [f"{each}/review" for each in desk],
        "appeals_translations.one": [f"{desk[0]}/translations/ur", f"{desk[0]}/translations/cy"],
        "appeals_translations.index": [f"{desk[0]}/translations"],
        "appeals_photos.edit": [f"/staff/appeals/{face.appeal_id}/photos/{face.original}"],
        "appeals_photos.whole": [f"/staff/appeals/{face.appeal_id}/photos/{face.original}/whole.jpg"],
        "appeals_gate.photo": [f"{desk[0]}/photos/unknown.jpg"],
        "staff_people.one": [f"/staff/people/{person.id}"],
        "desk.report": [f"/staff/sightings/{each}" for each in sightings],
        "desk.photo": [f"/staff/sightings/{photo.sighting_id}/photos/{photo.key}"],
        "staff_teams.one": [f"/staff/teams/{team.id}"],
        "partner_link.page": [briefing],
        "partner_link.photo": [f"{briefing}/photos/unknown.jpg"],
        "partner_link.recalled": [recalled],
        "appeals_briefing.page": [f"{each}/briefing" for each in (*briefed, desk[0])],
        "staff_partners.one": [f"/staff/partners/{partner.id}"],
    }
    readable = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]
    missing = {rule.endpoint for rule in readable if rule.arguments} - set(named)
    assert missing == set(), "say above where these pages are"
    return {rule.endpoint: named.get(rule.endpoint, [rule.rule]) for rule in readable}


@pytest.fixture
def everybody(anybody: Callable[[], StaffClient], paths: dict[str, list[str]]) -> Iterator[list[StaffClient]]:
    """Somebody without an account, and each of the demo's staff; the triagers have opened every report."""
    clients = [anybody()]
    for _, email, roles in STAFF:
        with reading() as session:
            account = staff_queries.account_named(session, email)
        client = anybody().sign_in(account)
        if "triager" in roles:
            for page in paths["desk.report"]:
                client.post_form(f"{page}/open", page="/staff/sightings")
        if {"editor", "duty_manager"} & set(roles):
            for page in paths["appeals_door_desk.one"]:
                client.post_form(f"{page}/open", page="/staff/people-who-ask")
        clients.append(client)
    return clients


def in_other_languages(paths: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every public page once more in each of them."""
    tags = [tag for tag in LANGUAGES if tag != OWN]
    public = {
        endpoint: [address for address in addresses if address.partition("/")[2].partition("/")[0] not in ENGLISH_ONLY]
        for endpoint, addresses in paths.items()
        if endpoint not in NOT_PAGES | PICTURES
    }
    return {
        f"{endpoint} in {tag}": [f"/{tag}{addresses[0]}"]
        for endpoint, addresses in public.items()
        for tag in tags
        if addresses
    }


def pages(everybody: list[StaffClient], paths: dict[str, list[str]]) -> dict[str, str]:
    """Name → HTML of every page, as each sees it who may."""
    seen = {}
    for client in everybody:
        who = client.person.name if client.person else "anybody"
        for endpoint, addresses in paths.items():
            if endpoint in NOT_PAGES | PICTURES:
                continue
            for address in addresses:
                answer = client.get(address)
                assert answer.status_code < 500, address
                if answer.mimetype == "text/html" and answer.status_code in {200, 403, 410}:
                    seen[f"{who}: {address[:70]}"] = answer.text
    return seen


def everything_in(database: str) -> dict[str, str]:
    """Table → a digest of all its rows."""
    with psycopg.connect(database) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        return {
            table: hashlib.sha256(
                str(connection.execute(f'select t::text from "{table}" t order by 1').fetchall()).encode()
            ).hexdigest()
            for (table,) in tables
        }


def test_H2_no_GET_or_HEAD_of_any_page_by_anybody_writes(
    everybody: list[StaffClient], paths: dict[str, list[str]], environment: dict[str, str]
) -> None:
    before = everything_in(environment["SEARCHHERO_DATABASE_OWNER_URL"])
    for client in everybody:
        for addresses in paths.values():
            for address in addresses:
                assert client.get(address).status_code < 500, address
                assert client.head(address).status_code < 500, address
    assert everything_in(environment["SEARCHHERO_DATABASE_OWNER_URL"]) == before


def test_Y3_no_public_page_sets_a_cookie(everybody: list[StaffClient], paths: dict[str, list[str]]) -> None:
    stranger = everybody[0]
    for endpoint, addresses in paths.items():
        for address in addresses:
            if not address.startswith("/staff"):
                assert "Set-Cookie" not in stranger.get(address).headers, endpoint


def test_Y3_every_page_and_every_mail_is_sound_html(
    assets: None, everybody: list[StaffClient], paths: dict[str, list[str]]
) -> None:
    documents = pages(everybody, paths) | pages(everybody[:1], in_other_languages(paths))
    with reading() as session:
        mails = session.scalars(select(OutboxMessage)).all()
    documents |= {f"mail {mail.kind} {mail.id}": mail.html for mail in mails}
    assert len(documents) > 60
    assert {mail.kind for mail in mails} >= {"forwarding"}
    assert nu(documents) == []


def test_Y3_every_page_passes_axe_and_never_scrolls_sideways(
    browser: Browser, live_server: str, everybody: list[StaffClient], paths: dict[str, list[str]]
) -> None:
    faults: list[str] = []
    done: set[str] = set()
    for client in everybody:
        with open_context(browser, live_server, width=PHONE) as context:
            for cookie in client._cookies.values():
                context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"{live_server}/staff/"}])
            page = context.new_page()
            shown = paths if client.person else paths | in_other_languages(paths)
            for endpoint, addresses in shown.items():
                for address in addresses[:2]:
                    if endpoint in NOT_PAGES | PICTURES | done:
                        continue
                    answer = page.goto(address)
                    if answer.status == 403 or "/staff/sign-in" in page.url != address:
                        continue
                    where = f"{address[:60]} ({page.title()})"
                    faults += [f"{where}: {fault}" for fault in axe(page)]
                    if overflow(page) > 0:
                        faults.append(f"{where}: scrolls sideways by {overflow(page)} px")
            done |= {
                endpoint for endpoint in paths if client.person is None and not paths[endpoint][0].startswith("/staff")
            }
    assert faults == []


def test_every_page_asks_for_the_sheets_that_style_it(
    assets: None, everybody: list[StaffClient], paths: dict[str, list[str]]
) -> None:
    """What any of our sheets says of a class that stands on a page, a sheet of that page says."""
    sheets = {f"/static/built/{file.name}": set(STYLED.findall(file.read_text())) for file in BUILT.glob("*.css")}
    mails = re.compile(r"/preview/(digest|alert)$")
    documents = {name: text for name, text in pages(everybody, paths).items() if not mails.search(name)}
    assert len(documents) > 60
    for name, text in documents.items():
        asked = re.findall(r'<link rel="stylesheet" href="([^"]+)">', text)
        known = set().union(*(sheets[each] for each in asked))
        used = {each for found in re.findall(r'class="([^"]*)"', text) for each in found.split()}
        assert asked, name
        assert used & set().union(*sheets.values()) - known == set(), name


def test_Y3_no_title_names_a_missing_person(everybody: list[StaffClient], paths: dict[str, list[str]]) -> None:
    with reading() as session:
        names = set(session.scalars(select(Appeal.known_as)))
    titles = {
        name: re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1] for name, text in pages(everybody, paths).items()
    }
    assert len(titles) > 60
    assert [name for name, title in titles.items() if any(each in title for each in names)] == []


def test_P8_no_public_page_counts_views_takes_comments_or_says_found(
    everybody: list[StaffClient], paths: dict[str, list[str]]
) -> None:
    public = {name: text for name, text in pages(everybody[:1], paths).items() if "/staff" not in name}
    assert len(public) > 12
    for name, text in public.items():
        words = re.sub(r"<[^>]+>", " ", text).lower()
        assert not re.search(r"\b\d+ (views?|shares?|comments?|likes?|sightings|reports)\b|\bfound safe\b", words), name
        assert not re.search(r"<textarea(?![^>]* readonly)", text) or re.search("/sighting|/is-this-you", name), name


def test_R6_every_appeal_has_the_quiet_door(everybody: list[StaffClient], paths: dict[str, list[str]]) -> None:
    stranger, door = everybody[0], paths["appeals_door.page"][0]
    assert f'href="{door}"' in stranger.get(paths["appeals.page"][0]).text
    for address in (door, "/is-this-you"):
        told = stranger.get(address).text
        assert "116 000" in told
        assert "safe and well" in told.lower()


def test_R4_nothing_published_could_say_where_or_how_somebody_is(app: Flask) -> None:
    """The fields of what is public, and of what is left after the end, have no place for it."""
    from dataclasses import fields

    from appeals.rules import PublicAppeal, Tombstone

    assert {each.name for each in fields(Tombstone)} == {"public_id", "published_at", "ended_at"}
    public = {each.name for each in fields(PublicAppeal)}
    assert not public & {"outcome", "found", "whereabouts", "died", "health", "end_reason", "officer", "risk_answers"}


def test_the_demo_has_a_report_in_every_state(paths: dict[str, list[str]]) -> None:
    with reading() as session:
        states = set(session.scalars(select(Sighting.state)))
        ids: set[UUID] = set(session.scalars(select(Sighting.id)))
    assert states >= {"submitted", "set_aside", "forwarded", "acknowledged", "closed"}
    assert len(ids) >= 9
