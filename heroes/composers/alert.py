"""The urgent alert outside the digest (rule H8): one appeal, one thing to do, for one hero."""

from flask_babel import gettext

from appeals.rules import PublicAppeal
from foundation import tokens
from heroes.composers.digest import Personal, entry
from heroes.composers.letters import Written
from heroes.composers.links import choices_path, leave_path
from outbox.post import compose


def alert_mail(hero: Personal, appeal: PublicAppeal) -> Written:
    """The title names nobody: it shows on a locked phone (rule Y3)."""
    text, html = compose(
        "heroes/alert",
        entry=entry(appeal),
        place=hero.place,
        km=hero.radius // 1000,
        choices_url=tokens.absolute(choices_path(hero.hero_id, hero.link_version)),
        leave_url=tokens.absolute(leave_path(hero.hero_id, hero.link_version)),
    )
    return Written(title=gettext("Urgent appeal near you"), text=text, html=html)
