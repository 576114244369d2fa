"""The Celery edge."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from appeals import queries, workflow
from foundation import background, clock
from foundation.background import Queue
from foundation.database import reading

OFTEN = timedelta(seconds=20)


@background.sweep("appeals.lapse", every=OFTEN, queue=Queue.URGENT)
def lapse() -> None:
    """Within a minute of its review date an appeal is marked (rule P10)."""
    workflow.lapse_overdue(clock.now())


@background.sweep("appeals.publish_scheduled", every=OFTEN, queue=Queue.URGENT)
def publish_scheduled() -> None:
    """What was approved for this moment goes out, or people are told why not."""
    now = clock.now()
    with reading() as session:
        due = queries.schedules_due(session, now)
    publish = partial(workflow.publish_scheduled, now=now)
    background.one_by_one(due, publish, step="appeals.publish_scheduled")


@background.sweep("appeals.remind", every=timedelta(minutes=10))
def remind() -> None:
    """Of review dates and anniversaries."""
    now = clock.now()
    post = partial(workflow.post_reminder, now=now)
    background.one_by_one(workflow.reminders_due(now), post, step="appeals.remind")


@background.sweep("appeals.take_off_pictures", every=OFTEN)
def take_off_pictures() -> None:
    """Pictures that may not be public any more leave the disk."""
    workflow.take_off_pictures()


@background.sweep("appeals.owed_pictures", every=timedelta(seconds=60))
def owed_pictures() -> None:
    """Pictures that a nudge was lost for, that the disk did not take, or of appeals that were opened again."""
    with reading() as session:
        owed = queries.photos_to_make(session)
    background.one_by_one(owed, workflow.make_pictures, step="appeals.make_pictures")


@background.sweep("appeals.reconcile_pictures", every=timedelta(hours=1))
def reconcile_pictures() -> None:
    """Files without rows, rows without files: none of either."""
    workflow.reconcile_pictures(clock.now())


@background.task("appeals.make_pictures")
def make_pictures(photo_id: str) -> None:
    """Pictures of one photo."""
    workflow.make_pictures(UUID(photo_id))


@background.waits("appeals.past_review", alarm=timedelta(minutes=2))
def past_review(session: Session) -> datetime | None:
    """Appeals whose review date passed and that are not marked yet."""
    return queries.oldest_overdue(session)


@background.waits("appeals.scheduled", alarm=timedelta(minutes=2))
def scheduled(session: Session) -> datetime | None:
    """Approvals whose moment has come and that neither went out nor were stopped."""
    return queries.oldest_due_schedule(session)


@background.waits("appeals.pictures_on_disk", alarm=timedelta(minutes=10))
def pictures_on_disk(session: Session) -> datetime | None:
    """Pictures of ended appeals that are still on the disk; nobody is served them."""
    return queries.oldest_to_take_off(session)


@background.waits("appeals.picture_waiting", alarm=timedelta(minutes=10))
def picture_waiting(session: Session) -> datetime | None:
    """Photos whose pictures are still to be made."""
    return queries.oldest_to_make(session)


@background.waits("appeals.in_review", alarm=timedelta(hours=12))
def in_review(session: Session) -> datetime | None:
    """Appeals that wait for a second person."""
    return queries.in_review(session)[1]


@background.waits("appeals.translation_to_approve", alarm=timedelta(days=3))
def translation_to_approve(session: Session) -> datetime | None:
    """Translations that wait for a second person who reads the language."""
    return queries.oldest_unapproved(session)
