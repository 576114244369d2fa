"""JSON Feed 1.1."""

import json
from typing import Any

from flask_babel import gettext

from appeals.feeds.entries import Entry, Feed
from foundation.tokens import absolute

MEDIA_TYPE = "application/feed+json"


def json_feed(feed: Feed) -> bytes:
    """As JSON Feed 1.1, UTF-8."""
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute("/appeals"),
        "feed_url": feed.address("json"),
        "description": feed.subtitle,
        "authors": [{"name": gettext("Search Hero"), "url": absolute("/")}],
        "language": "en-GB",
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.hub:
        made["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.link,
        "url": entry.link,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
    }
    if entry.picture:
        item["image"] = entry.picture
        size = {"size_in_bytes": entry.picture_size} if entry.picture_size else {}
        item["attachments"] = [{"url": entry.picture, "mime_type": "image/jpeg", **size}]
    return item
