"""The certificate as a tagged PDF (PDF/UA-1). It names nobody but its reference: it may leave the house."""

import json
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_babel import format_datetime, gettext, ngettext

from appeals import poster, words
from appeals.rules.certificate import Leftover, Standing

_PAGE = Path(__file__).parent / "certificate.typ"


def compose(values: Mapping[str, Any]) -> bytes:
    """The PDF of the values of the certificate's page. The press sets what is called ``poster.typ``."""
    with TemporaryDirectory(prefix="searchhero-certificate-") as name:
        folder = Path(name)
        (folder / "poster.typ").write_bytes(_PAGE.read_bytes())
        (folder / "certificate.json").write_text(json.dumps(_said(values)))
        return poster.set_pages(folder, int(values["now"].timestamp()))


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    one = values["one"]
    reason = words.ENDINGS.get(one.reason) or words.END_REASONS.get(one.reason, one.reason)
    facts = [
        (gettext("Police reference"), values["row"].reference or gettext("Not given")),
        (gettext("Appeal"), f"{values['row'].public_id}, {_version(one.version)}"),
        *([(gettext("Photo"), one.photo_key)] if one.photo_key else []),
        (gettext("Taken back"), _moment(one.ended_at)),
        (gettext("Why"), str(reason)),
        (gettext("Neutral everywhere"), _proved(one.ended_at, one.neutral_at)),
        (gettext("Looked at again"), _moment(one.confirmed_at) or gettext("Not yet")),
        (gettext("SHA-256 in the audit trail"), one.digest or gettext("Not sealed yet")),
    ]
    return {
        "title": gettext("Withdrawal certificate no. %(number)d", number=one.number),
        "author": gettext("Search Hero"),
        "standing": str(words.STANDINGS[Standing(values["standing"])]),
        "facts": facts,
        "channels_title": gettext("Our channels"),
        "channels_head": _head(gettext("Channel")),
        "channels": [_channel(words.CHANNELS.get(each.name, each.name), each) for each in values["summary"]],
        "clock": gettext(
            "Each address was asked for over a fresh connection without a cookie, in three codings, and with the ETags "
            "of before. Times are in London, by the clock of the machine that looked; in brackets the server's own."
        ),
        "lines_title": gettext("What the service knows of the rest"),
        "lines": [line.words for line in values["lines"]],
        "since_title": gettext("Since it was sealed, as of %(when)s", when=_moment(values["now"])),
        "since": [line.words for line in values["since"]],
        "leftovers_title": gettext("What no service can recall, as of %(when)s", when=_moment(values["now"])),
        "leftovers": [_leftover(each) for each in values["leftovers"]],
        "addresses_title": gettext("Every address"),
        "addresses_head": _head(gettext("Address")),
        "addresses": [_channel(each.path, each) for each in values["channels"]],
        "made": gettext("Printed %(when)s", when=_moment(values["now"])),
    }


def _version(number: int) -> str:
    words = gettext("version %(number)d", number=number) if number else gettext("never public: only partners had it")
    return str(words)


def _proved(ended_at: datetime, neutral_at: datetime | None) -> str:
    if neutral_at is None:
        return str(gettext("Not proved"))
    seconds = max(0, ceil((neutral_at - ended_at).total_seconds()))
    return f"{_moment(neutral_at)}, {ngettext('%(num)d second after', '%(num)d seconds after', seconds)}"


def _head(first: str) -> list[str]:
    return [first, gettext("Last seen live"), gettext("Neutral since"), gettext("Answer")]


def _channel(name: str, each: Any) -> list[str]:
    """Of a whole channel, or of one address. What was asked last and found good says with which status."""
    if each.fault:
        answer = str(words.FAULTS.get(each.fault, each.fault))
    else:
        answer = str(each.status) if each.neutral_since else str(gettext("Waits"))
    return [
        str(name),
        _both(each.shown_at, each.shown_date) or gettext("Not visited while live"),
        _both(each.neutral_since, each.neutral_date) or (gettext("Not neutral") if each.fault else gettext("Not yet")),
        answer,
    ]


def _leftover(each: Any) -> list[str]:
    if each.closed_at:
        state = gettext("Closed %(when)s", when=_moment(each.closed_at))
    else:
        state = gettext("Open, due by %(when)s", when=_moment(each.due_at))
    return [str(words.LEFTOVERS[Leftover(each.kind)]), state]


def _both(at: datetime | None, date: datetime | None) -> str:
    return f"{_moment(at)} ({format_datetime(date, 'HH:mm:ss')})" if at and date else _moment(at)


def _moment(at: datetime | None) -> str:
    return format_datetime(at, "d MMM y, HH:mm:ss") if at else ""
