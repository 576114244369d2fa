"""The preview beside the languages: each translation as it will go out, and posters as pictures of the same source."""

import io
from datetime import timedelta

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select

from appeals import poster, preview, queries, workflow
from appeals.models import Appeal, AppealPhoto
from appeals.rules.translations import seen_of
from foundation import clock
from foundation.database import reading
from staff.rules import Role
from tests.appeals.factories import complete, drafted_with_photo, seen, yes

NOW = clock.now().replace(hour=9, minute=30, second=0, microsecond=0)


@pytest.fixture
def handed_in(desk):
    """With a photo, in review, written in Welsh too; nobody has approved the Welsh."""
    appeal_id = drafted_with_photo(desk, NOW)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    with reading() as session:
        key = session.scalars(select(AppealPhoto.key).where(AppealPhoto.appeal_id == appeal_id)).one()
    welsh = workflow.TranslationWords(
        description="Gwallt tywyll byr, siaced werdd.", last_seen="Ger yr orsaf fysiau.", alts={key: "Menyw"}
    )
    assert workflow.save_translation(appeal_id, "cy", desk.editor, welsh, now=NOW)
    return appeal_id


def approve_welsh(appeal_id, desk):
    with reading() as session:
        fingerprint = seen_of(queries.written(queries.translation(session, appeal_id, "cy")))
    approval = workflow.TranslationApproval(by=desk.other_manager, seen=fingerprint, reads_it=True, factor=yes)
    assert workflow.approve_translation(appeal_id, "cy", approval, now=NOW) == []


def test_P11_a_translation_answers_with_the_bytes_that_were_previewed_before_its_approval(
    app, client, desk, signed_in, handed_in
):
    with time_machine.travel(NOW, tick=False):
        with app.test_request_context("/"), reading() as session:
            public = queries.as_public(session, session.get_one(Appeal, handed_in), NOW)
            waiting = queries.with_translations(session, public, waiting="cy")
            spoken = {name: each for name, each in preview.channels().items() if each.spoken}
            previewed = {name: preview.composed(each, session, waiting, "cy") for name, each in spoken.items()}
        assert public.translations == ()
        assert {"page", "embed", "poster-a4", "poster-a5", "picture-1200x630", "texts"} <= set(spoken)
        approve_welsh(handed_in, desk)
        assert workflow.publish_appeal(handed_in, desk.approver, seen=seen(handed_in, NOW), factor=yes, now=NOW) == []
        for name, each in spoken.items():
            if each.at:
                answer = client.get(f"/cy{each.at(public)}")
                assert answer.status_code == 200, name
                assert answer.data == previewed[name], name
    assert "Ger yr orsaf fysiau." in previewed["page"].decode()


def test_a_language_is_offered_while_its_translation_waits_or_goes_out_and_not_after(desk, signed_in, handed_in):
    approver = signed_in(Role.APPROVER)
    here = f"/staff/appeals/{handed_in}/preview"
    page = approver.get(f"{here}?language=cy").text
    assert "Cymraeg" in page
    assert "waits for a second person" in page
    assert "Polski" not in page
    assert "Ger yr orsaf fysiau." in page
    assert "Ger yr orsaf fysiau." in approver.get(f"{here}/page?language=cy").text
    assert "Ger yr orsaf fysiau." not in approver.get(f"{here}/page").text
    assert "Ger yr orsaf fysiau." not in approver.get(f"{here}/digest?language=cy").text
    approve_welsh(handed_in, desk)
    assert "waits for a second person" not in approver.get(f"{here}?language=cy").text
    assert workflow.withdraw_translation(handed_in, "cy", desk.editor, now=NOW + timedelta(minutes=1))
    after = approver.get(f"{here}?language=cy").text
    assert "Cymraeg" not in after
    assert "Ger yr orsaf fysiau." not in after
    assert "Ger yr orsaf fysiau." not in approver.get(f"{here}/page?language=cy").text


def near(colour, other):
    return all(abs(one - two) <= 8 for one, two in zip(colour, other, strict=True))


def test_a_poster_shows_as_a_picture_of_its_first_page_beside_the_pdf(signed_in, handed_in):
    approver = signed_in(Role.APPROVER)
    here = f"/staff/appeals/{handed_in}/preview"
    page = approver.get(here).text
    for size, width in (("a4", 910), ("a5", 641)):
        assert f'src="{here}/poster-{size}/first-page"' in page
        assert f'href="{here}/poster-{size}"' in page
        answer = approver.get(f"{here}/poster-{size}/first-page")
        assert answer.mimetype == "image/png"
        assert answer.headers["Cache-Control"] == "private, no-store"
        picture = Image.open(io.BytesIO(answer.data))
        assert abs(picture.width - width) <= 1
        assert picture.height > 1.4 * picture.width
        teal = [count for count, colour in picture.convert("RGB").getcolors(100_000) if near(colour, (0, 128, 128))]
        assert sum(teal) > 10_000
    assert approver.get(f"{here}/poster-a4/first-page?language=cy").data != answer.data
    assert approver.get(f"{here}/page/first-page").status_code == 404


def test_of_a_poster_of_two_pages_the_first_is_shown(app, desk):
    long = " ".join(["A green waxed jacket and walking boots."] * 36)
    appeal_id = workflow.start_draft(desk.editor, complete(desk, NOW, description=long, last_seen=long[:500]), now=NOW)
    with app.test_request_context("/"), reading() as session:
        appeal = queries.as_public(session, session.get_one(Appeal, appeal_id), NOW)
        picture = poster.first_page(appeal, None, poster.Size.A5)
    assert Image.open(io.BytesIO(picture)).height < 1000
