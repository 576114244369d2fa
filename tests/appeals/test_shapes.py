"""Characters that posters and pictures cannot show: whoever writes hears of them before anybody approves."""

from dataclasses import replace

from appeals import wording
from appeals.rules import Code, HitKind, Translation, obstacles
from tests.appeals.factories import NOW
from tests.promises.test_appeals_rules import PHOTO, draft


def test_a_character_that_comes_out_as_a_box_waits_for_a_person_in_every_text_that_is_drawn():
    written = draft(known_as="李明 Li", description="A cap with \U0001f9e2\U0001f600 on it.", reference="SP/26/✓")
    found = {(hit.field, hit.words) for hit in written.hits if hit.kind is HitKind.SHAPE}
    assert found == {("known_as", "李明"), ("description", "\U0001f9e2\U0001f600"), ("reference", "✓")}
    waiting = {(each.field, each.words) for each in obstacles(written, NOW) if each.code is Code.WORDS_TO_CLEAR}
    assert waiting == found


def test_what_our_fonts_have_is_left_alone_and_so_is_what_stands_for_a_picture():
    written = draft(
        known_as="Ŵyn Łucja محمد",
        description="About 5\u00a0ft 4 – “Привет” on a Ω jumper…",
        photos=(replace(PHOTO, alt="She holds a 猫"),),
    )
    assert [hit for hit in written.hits if hit.kind is HitKind.SHAPE] == []


def test_a_translation_is_looked_through_too():
    said = Translation(language="pl", description="Czapka ✓.", last_seen="Przy rynku.", alts=(("k", "Kot 猫"),))
    assert [(hit.field, hit.words) for hit in wording.read_translation(said)] == [("pl/description", "✓")]
