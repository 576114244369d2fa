"""What leaves the page with somebody: sentences for posters and pictures, and texts to copy.

Pure: an appeal and the language of this moment in, words out. All of them carry the review date, and the link with the
request to check that the appeal is still live.
"""

from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext

from appeals.rules import PublicAppeal
from foundation.clock import in_london
from foundation.languages import OWN, day_in, spoken
from foundation.tokens import absolute

SHORT = 280
"""Characters of the shortest kind of post, its link counted in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to copy."""

    kind: str
    """short, long, message, mail or board: a code."""
    title: str
    words: str
    mail_to: str = ""
    """``mailto:`` address with subject and body (RFC 6068), for the kind that is a mail."""


def path(appeal: PublicAppeal, part: str = "") -> str:
    """Of the appeal's page, or of a part of it, in the language of this moment."""
    before = "" if spoken.get() == OWN else f"/{spoken.get()}"
    return f"{before}/appeals/{appeal.public_id}{part}"


def link(appeal: PublicAppeal) -> str:
    """The page, to be typed or followed from anywhere."""
    return absolute(path(appeal))


def title(appeal: PublicAppeal) -> str:
    """Names nobody (rule Y3)."""
    return str(gettext("Missing person appeal, %(area)s", area=appeal.region))


def name(appeal: PublicAppeal) -> str:
    """With the age, where it is known."""
    return appeal.known_as if appeal.age is None else f"{appeal.known_as}, {appeal.age}"


def day(appeal: PublicAppeal) -> str:
    """Of the review."""
    return day_in(spoken.get(), in_london(appeal.review_at).date(), "d MMMM yyyy")


def police(appeal: PublicAppeal) -> str:
    """Whose appeal it is, and under which number."""
    return str(gettext("%(force)s, reference %(reference)s", force=appeal.force, reference=appeal.reference))


def keep_away() -> str:
    """The first thing to know."""
    return str(gettext("Do not approach."))


def call() -> str:
    """Whom to call."""
    return str(gettext("In danger, or happening now: call 999. Otherwise call 101, or 116 000, free, day and night."))


def unparted(words: str) -> str:
    """For paper and pictures: the number to call never breaks at the end of a line."""
    return words.replace("116 000", "116\u00a0000")


def review(appeal: PublicAppeal) -> str:
    """Until when it holds."""
    return str(gettext("This appeal will be reviewed by %(day)s.", day=day(appeal)))


def check() -> str:
    """What to do before passing it on; the link follows."""
    return str(gettext("Before you pass it on, check that this appeal is still live:"))


def changed() -> str:
    """Of an age-progressed picture, wherever it shows."""
    return str(gettext("Picture changed to show how they may look now"))


def picture_alt(appeal: PublicAppeal) -> str:
    """All that a share picture says, for those who do not see it."""
    lines = [gettext("Missing"), name(appeal), appeal.area, keep_away(), call(), police(appeal), review(appeal)]
    face = appeal.face
    photo = [gettext("Photo: %(words)s", words=face.alt)] if face else []
    return ". ".join(line.rstrip(".") for line in lines + photo) + "."


def texts(appeal: PublicAppeal) -> tuple[Text, ...]:
    """One for each kind of place to post it."""
    mail = _mail(appeal)
    subject = title(appeal)
    return (
        Text(kind="short", title=gettext("Short post, 280 characters at most"), words=_short(appeal)),
        Text(kind="long", title=gettext("Longer post"), words=_long(appeal)),
        Text(kind="message", title=gettext("Text message or group chat"), words=_message(appeal)),
        Text(
            kind="mail",
            title=gettext("E-mail"),
            words=mail,
            mail_to=f"mailto:?subject={quote(subject)}&body={quote(mail.replace(chr(10), chr(13) + chr(10)))}",
        ),
        Text(kind="board", title=gettext("Notice board or newsletter"), words=_board(appeal)),
    )


def _short(appeal: PublicAppeal) -> str:
    """The fullest that fits; the plainest always does, and names nobody."""
    end = gettext("Review: %(day)s. Check that it is still live: %(link)s", day=day(appeal), link=link(appeal))
    numbers = gettext("Do not approach. Call 999 in danger, else 101.")
    missing = gettext("Missing: %(name)s, %(area)s.", name=name(appeal), area=appeal.area)
    choices = (
        [missing, numbers, police(appeal) + ".", end],
        [missing, numbers, end],
        [title(appeal) + ".", numbers, end],
    )
    return next((said for each in choices if len(said := " ".join(each)) <= SHORT), end)


def _message(appeal: PublicAppeal) -> str:
    return " ".join(
        (
            gettext("Missing: %(name)s, %(area)s.", name=name(appeal), area=appeal.area),
            keep_away(),
            call(),
            police(appeal) + ".",
            review(appeal),
            f"{check()} {link(appeal)}",
        )
    )


def _long(appeal: PublicAppeal) -> str:
    return "\n\n".join(
        (*_facts(appeal), f"{keep_away()} {call()}", police(appeal) + ".", review(appeal), f"{check()} {link(appeal)}")
    )


def _mail(appeal: PublicAppeal) -> str:
    return "\n\n".join(
        (
            gettext("Hello,\nthe police ask for help to find somebody. Have you seen them?"),
            *_facts(appeal),
            f"{keep_away()} {call()}",
            police(appeal) + ".",
            gettext("Tell what you saw, also without giving your name: %(link)s", link=link(appeal)),
            review(appeal),
            f"{check()} {link(appeal)}",
        )
    )


def _board(appeal: PublicAppeal) -> str:
    please = gettext("Please take this notice down on %(day)s, or earlier if the page has gone.", day=day(appeal))
    lines = (gettext("Missing").upper(), *_facts(appeal)[1:], keep_away(), call(), police(appeal) + ".")
    return "\n".join((lines[0], name(appeal), *lines[1:], review(appeal), please, f"{check()} {link(appeal)}"))


def _facts(appeal: PublicAppeal) -> list[str]:
    return [
        gettext("Missing: %(name)s, %(area)s.", name=name(appeal), area=appeal.area),
        gettext("Last seen: %(words)s", words=appeal.last_seen),
        gettext("What to look for: %(words)s", words=appeal.description),
    ]
