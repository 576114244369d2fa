"""What goes out to readers, aggregators and other programs. Pure: the same appeals give the same bytes, so that the
ETag changes with them only.
"""

from appeals.feeds.cap import MEDIA_TYPE as CAP
from appeals.feeds.cap import Message, alert, alert_name, cancel, cancel_name, index
from appeals.feeds.entries import Entry, Feed, addresses, area_slug
from appeals.feeds.held import Held, State
from appeals.feeds.json_feed import MEDIA_TYPE as JSON_FEED
from appeals.feeds.json_feed import json_feed
from appeals.feeds.rss_atom import atom, rss

__all__ = [
    "CAP",
    "JSON_FEED",
    "Entry",
    "Feed",
    "Held",
    "Message",
    "State",
    "addresses",
    "alert",
    "alert_name",
    "area_slug",
    "atom",
    "cancel",
    "cancel_name",
    "index",
    "json_feed",
    "rss",
]
