"""What is written to one hero for the asking."""

from dataclasses import dataclass

from flask_babel import gettext

from foundation import tokens
from heroes.composers.links import choices_path, confirm_path, leave_path
from heroes.queries import HeroFacts
from outbox.post import compose


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A mail's words."""

    title: str
    text: str
    html: str


def confirm_mail(hero: HeroFacts) -> Written:
    """Asks whether the address's owner wants this. Neutral: somebody else may have typed it (threat 9)."""
    text, html = compose(
        "heroes/confirm", hero=hero, confirm_url=tokens.absolute(confirm_path(hero.id, hero.link_version))
    )
    return Written(title=gettext("Please confirm your e-mail address"), text=text, html=html)


def link_mail(hero: HeroFacts) -> Written:
    """To somebody who follows already: where their choices are."""
    text, html = compose(
        "heroes/link",
        hero=hero,
        choices_url=tokens.absolute(choices_path(hero.id, hero.link_version)),
        leave_url=tokens.absolute(leave_path(hero.id, hero.link_version)),
    )
    return Written(title=gettext("Your Search Hero e-mails"), text=text, html=html)
