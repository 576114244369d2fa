"""Items of RSS and Atom are written, not built: they are what lxml would have written, whatever a text holds."""

from datetime import timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from appeals import feeds
from appeals.feeds.entries import PICTURE_WIDTH
from appeals.rules import Tombstone, plain
from foundation.images import Format, store
from tests.appeals.factories import NOW
from tests.appeals.values import PHOTO, public_appeal

MAKERS = {"rss": feeds.rss, "atom": feeds.atom, "cap.xml": feeds.index}
HOSTILE = {
    "markup": "</title></item></channel></rss><script>alert(1)</script>",
    "the end of a section": "]]> <![CDATA[ x ]]>",
    "references": "&amp; &#0; &#x1b; & &lt &unknown;",
    "quotes": "\"double\" 'single' «both»",
    "bidi": "a\u202eb\u2066c\u200f",
    "emoji": "👩\u200d👩\u200d👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 \U0001f6e3",
    "a lone surrogate": "a\ud800b\udfff",
    "what XML 1.0 refuses": "a\x00\x08\x0b\x0c\x1b\x7f\ufffe\uffffb",
    "line ends": "a\r\nb\rc\td\x85e\u2028f",
}


def feed_of(text: str) -> feeds.Feed:
    """A live appeal whose every free text is ``text``, and a tombstone below it."""
    appeal = public_appeal(known_as=text, description=text, last_seen=text, force=text, reference=text, area=text)
    ended = Tombstone(public_id="0" * 20, published_at=NOW - timedelta(days=3), ended_at=NOW - timedelta(days=1))
    return feeds.Feed(appeals=(appeal,), tombstones=(ended,), changed_at=NOW)


def as_lxml_writes_it(made: bytes) -> bytes:
    read = etree.fromstring(made, etree.XMLParser(remove_blank_text=True, resolve_entities=False))
    return etree.tostring(read, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def texts(made: bytes, *names: str) -> list[str]:
    """Of the first item."""
    item = next(etree.fromstring(made).iter("item", "{*}entry"))
    return [next(item.iter(f"{{*}}{name}")).text for name in names]


@pytest.mark.parametrize("form", MAKERS)
@pytest.mark.parametrize("what", HOSTILE)
def test_an_item_is_what_lxml_would_have_written_and_says_what_the_entry_says(app, form, what):
    feed = feed_of(HOSTILE[what])
    with app.test_request_context():
        made = MAKERS[form](feed)
    assert made == as_lxml_writes_it(made)
    entry = feed.entries[0]
    assert texts(made, "title", "description" if form == "rss" else "summary") == [entry.title, entry.text]
    parsed = feedparser.parse(made)
    assert parsed.bozo == 0
    assert [each.link for each in parsed.entries] == [each.link for each in feed.entries]


@given(text=st.text(st.characters(), max_size=60))
def test_no_text_makes_a_feed_that_is_not_well_formed(app, text):
    feed = feed_of(text)
    with app.test_request_context():
        for make in MAKERS.values():
            made = make(feed)
            assert texts(made, "title") == [plain(feed.entries[0].title)]
            assert len(list(etree.fromstring(made).iter("item", "{*}entry"))) == 2


@pytest.mark.parametrize("form", MAKERS)
def test_a_feed_without_items_is_its_head_alone(app, form):
    with app.test_request_context():
        made = MAKERS[form](feeds.Feed(appeals=(), tombstones=(), changed_at=NOW))
    assert made == as_lxml_writes_it(made)
    assert feedparser.parse(made).entries == []


@pytest.mark.parametrize("length", [4711, 0])
def test_the_length_of_a_picture_stands_in_both_forms_and_rss_leaves_out_one_without(app, length):
    if length:
        store.put_public(PHOTO.key, PICTURE_WIDTH, Format.JPEG, bytes(length))
    with app.test_request_context():
        rss, atom = feeds.rss(feed_of("x")), feeds.atom(feed_of("x"))
    assert (rss, atom) == (as_lxml_writes_it(rss), as_lxml_writes_it(atom))
    (enclosure,) = feedparser.parse(atom).entries[0].enclosures
    assert enclosure.get("length", "0") == str(length)
    assert [each.length for each in feedparser.parse(rss).entries[0].enclosures] == ([str(length)] if length else [])
