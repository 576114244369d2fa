"""Choosing anew, leaving, and being forgotten."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from foundation import audit
from foundation.database import transaction
from heroes.composers.links import HeroLink
from heroes.models import Hero, HeroRequest
from heroes.rules import LEFT_KEPT, REQUEST_KEPT, UNCONFIRMED_KEPT, Choices, HeroState
from heroes.workflow.joining import settle
from outbox import post

_AT_ONCE = 1000


def choose(link: HeroLink, choices: Choices, *, now: datetime) -> bool:
    """Change what somebody follows; False when the link is not of somebody who follows."""
    with transaction() as session:
        hero = session.get(Hero, link.hero_id, with_for_update=True)
        if hero is None or hero.state != HeroState.FOLLOWING or hero.link_version != link.version:
            return False
        settle(session, hero, choices)
        audit.record(session, at=now, actor="public", action="hero.chose", subject=("hero", hero.id))
    return True


def leave(link: HeroLink, *, now: datetime) -> None:
    """End somebody's mails. It needs the database alone, and doing it again, or too late, is no fault (RFC 8058)."""
    with transaction() as session:
        hero = session.get(Hero, link.hero_id, with_for_update=True)
        if hero is None or hero.state == HeroState.LEFT or hero.link_version != link.version:
            return
        hero.state, hero.changed_at = HeroState.LEFT, now
        audit.record(session, at=now, actor="public", action="hero.left", subject=("hero", hero.id))


def forget(*, now: datetime) -> int:
    """Delete who never confirmed and who left (rules H1, H6), with everything that was kept of them; give how many.

    Their digests go with them. A later "leave" of theirs finds nobody, and is answered as ever.
    """
    with transaction() as session:
        gone = [
            *_gone(session, HeroState.UNCONFIRMED, now - UNCONFIRMED_KEPT),
            *_gone(session, HeroState.LEFT, now - LEFT_KEPT),
        ]
        for hero_id in gone:
            post.forget(session, ("hero", hero_id), at=now)
        session.execute(delete(Hero).where(Hero.id.in_(gone)))
        session.execute(delete(HeroRequest).where(HeroRequest.answered_at < now - REQUEST_KEPT))
    return len(gone)


def _gone(session: Session, state: HeroState, before: datetime) -> list[object]:
    old = select(Hero.id).where(Hero.state == state, Hero.changed_at < before).limit(_AT_ONCE)
    return list(session.scalars(old.with_for_update(skip_locked=True)))
