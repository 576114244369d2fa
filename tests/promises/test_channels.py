"""Every public route that shows an appeal is one that a withdrawal takes back and the service checks (R2, R3, P9)."""

import subprocess
from urllib.parse import urlsplit

import pytest
from flask import Flask

from appeals import channels, preview, workflow
from appeals.channels import Kind
from appeals.rules import EndReason, PublicAppeal
from foundation import clock
from foundation.clock import in_london
from foundation.database import reading
from foundation.languages import LANGUAGES, OWN, day_in
from staff.access import PUBLIC
from tests.appeals.factories import make_desk, published_with_photo


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def appeal(desk) -> PublicAppeal:
    return published_with_photo(desk, clock.now())


def without_language(path: str) -> str:
    first, _, rest = urlsplit(path).path[1:].partition("/")
    return f"/{rest}" if first in LANGUAGES else urlsplit(path).path


def test_R2_every_public_route_of_an_appeal_is_a_channel(app: Flask, appeal):
    adapter = app.url_map.bind("localhost")
    every = channels.addresses(appeal) + channels.addresses(appeal, keyed=True)
    known = {adapter.match(without_language(each.path))[0] for each in every}
    taking = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "public_id" in rule.arguments and getattr(app.view_functions[rule.endpoint], "access", None) == PUBLIC
    }
    posting = {"report.send", "appeals_door.send"}
    """Take what somebody sends; whoever holds a form's key is heard also after the withdrawal (rules S3, R6)."""
    assert taking - posting - known == set()


def test_R2_every_channel_shows_a_live_appeal_and_is_neutral_after_its_withdrawal(client, desk, appeal):
    addresses = channels.addresses(appeal)
    assert addresses
    live = {each: client.get(each.path) for each in addresses}
    assert {each.path: answer.status for each, answer in live.items() if answer.status_code != 200} == {}
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    for each, before in live.items():
        answer = client.get(each.path, headers={"If-None-Match": before.headers.get("ETag", '"none"')})
        if each.kind is Kind.OWN:
            unknown = client.get(each.nothing)
            same = (answer.status, answer.data, sorted(answer.headers)) == (
                unknown.status, unknown.data, sorted(unknown.headers)
            )  # fmt: skip
            assert same, each.path
        else:
            assert answer.status_code == 200, each.path
            told = [appeal.known_as, appeal.reference, *(photo.key for photo in appeal.photos)]
            assert [word for word in told if word.encode() in answer.data] == [], each.path


def test_everything_that_leaves_says_when_it_is_reviewed_and_where_to_check_that_it_is_live(app: Flask, appeal):
    """Pictures are drawn from the same words: ``tests/appeals/test_pictures.py`` looks at those."""
    day, page = day_in(OWN, in_london(appeal.review_at).date(), "d MMMM yyyy"), f"/appeals/{appeal.public_id}"
    missing = []
    with app.app_context(), reading() as session:
        for name, channel in preview.channels().items():
            if channel.media_type.startswith("image/"):
                continue
            content = preview.composed(channel, session, appeal)
            if channel.media_type == "application/pdf":
                content = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
            read = content.decode().replace("\u200b", "")
            if (day not in read and appeal.review_at.date().isoformat() not in read) or page not in read:
                missing.append(name)
    assert missing == []
