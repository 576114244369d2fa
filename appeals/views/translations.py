"""An appeal in other languages: written by one person, approved by another who reads the language."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries, wording, workflow
from appeals.forms import ApproveTranslationForm, TranslationForm, hit_id
from appeals.models import Appeal, AppealClearance, AppealTranslation
from appeals.rules import ENDED, Hit, HitKind, hard
from appeals.rules.translations import TranslationState, in_the_way, seen_of, state_of
from appeals.views.answer import WITHDRAWERS, found, staff_page, there, told, url_of
from appeals.words.translations import TRANSLATION_REFUSALS
from appeals.workflow import TranslationApproval
from foundation import clock
from foundation.database import reading
from foundation.languages import OTHERS
from staff import queries as staff_queries
from staff.access import confirm_factor, person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_translations", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>/translations")


@blueprint.get("")
@staff_only(*WITHDRAWERS)
def index(appeal_id: UUID) -> ResponseReturnValue:
    """Every language, and where its translation is."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        kept = {each.language: each for each in queries.translations(session, appeal_id)}
        names = staff_queries.names(session, _people(kept.values()))
        states = _states(session, row, kept)
    return staff_page(
        "appeals/desk/translations.html", row=row, languages=OTHERS, kept=kept, states=states, names=names
    )


@blueprint.get("/<language>")
@staff_only(*WITHDRAWERS)
def one(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """The English words and the others, side by side."""
    return _page(appeal_id, language, TranslationForm(formdata=None), ApproveTranslationForm(formdata=None))


@blueprint.post("/<language>")
@staff_only(Role.EDITOR)
def save(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """Write it down."""
    form = TranslationForm()
    if language not in OTHERS or not form.validate_on_submit():
        return _page(appeal_id, language, form, ApproveTranslationForm(formdata=None))
    if not workflow.save_translation(appeal_id, language, person().id, form.words(), now=clock.now()):
        return found(url_of(appeal_id, "/review"))
    return told(gettext("Saved. Somebody else who reads the language approves it."), _here(appeal_id, language))


@blueprint.post("/<language>/clear")
@staff_only(Role.EDITOR)
def clear(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """Let words that the wording check found stand, with the reason."""
    with reading() as session:
        kept = there(queries.translation(session, appeal_id, language))
        hits = wording.read_translation(queries.written(kept).translation)
    hit = next((hit for hit in hits if hit_id(hit) == request.form.get("hit")), None)
    here = f"{_here(appeal_id, language)}#wording"
    if hit and workflow.clear_hit(appeal_id, person().id, hit, request.form.get("reason", "")[:1000], now=clock.now()):
        return told(gettext("The words may stand."), here)
    flash(gettext("Not cleared: write why these words may stand."), "error")
    return found(here)


@blueprint.post("/<language>/approve")
@staff_only(Role.APPROVER)
def approve(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """Let it go out."""
    form, now, me = ApproveTranslationForm(), clock.now(), person().id
    if not form.validate_on_submit():
        return _page(appeal_id, language, TranslationForm(formdata=None), form)
    approval = TranslationApproval(
        by=me,
        seen=form.seen.data,
        reads_it=form.reads_it.data,
        factor=lambda session: confirm_factor(session, me, form.code.data, now),
    )
    refusals = workflow.approve_translation(appeal_id, language, approval, now=now)
    for refusal in refusals:
        flash(str(TRANSLATION_REFUSALS[refusal]), "error")
    here = _here(appeal_id, language)
    return found(here) if refusals else told(gettext("Approved. It shows with the English words it belongs to."), here)


@blueprint.post("/<language>/withdraw")
@staff_only(*WITHDRAWERS)
def withdraw(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """Take one language back."""
    if not workflow.withdraw_translation(appeal_id, language, person().id, now=clock.now()):
        abort(404)
    return told(gettext("Taken back. The page shows the English words."), _here(appeal_id, language))


def _page(
    appeal_id: UUID, language: str, form: TranslationForm, approval: ApproveTranslationForm
) -> ResponseReturnValue:
    if language not in OTHERS:
        abort(404)
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        kept = queries.translation(session, appeal_id, language)
        photos = [photo for photo in queries.photos(session, appeal_id) if photo.state == "ready"]
        cleared = queries.clearances(session, appeal_id)
        people = [each.cleared_by for each in cleared.values()]
        names = staff_queries.names(session, _people([kept] if kept else []) + people)
        states = _states(session, row, {language: kept} if kept else {})
    if kept and not form.is_submitted():
        form.description.data, form.last_seen.data = kept.description, kept.last_seen
    approval.seen.data = seen_of(queries.written(kept)) if kept else ""
    return staff_page(
        "appeals/desk/translation.html",
        wrong=bool(form.errors or approval.errors),
        row=row,
        tag=language,
        name=OTHERS[language],
        kept=kept,
        state=states.get(language, TranslationState.NONE),
        photos=photos,
        alts=kept.alts if kept else {},
        hits=_hits(kept, cleared, row.age) if kept else [],
        cleared=cleared,
        names=names,
        form=form,
        approval=approval,
        writable=row.state not in ENDED,
        me=person(),
    )


def _hits(kept: AppealTranslation, cleared: dict[Hit, AppealClearance], age: int | None) -> list[dict[str, Any]]:
    """For the page: each hit, whether it warns, must be mended, or stands in the way."""
    hits = wording.read_translation(queries.written(kept).translation)
    waiting = set(in_the_way(hits, cleared.keys()))
    return [
        {
            "id": hit_id(hit),
            "hit": hit,
            "warning": hit.kind is HitKind.JUDGING,
            "hard": hard(hit, age),
            "waits": hit in waiting,
        }
        for hit in hits
    ]


def _states(session: Session, row: Appeal, kept: dict[str, AppealTranslation]) -> dict[str, TranslationState]:
    source = workflow.source_on_desk(session, row)
    return {tag: state_of(queries.written(each), source) for tag, each in kept.items()}


def _people(kept: Any) -> list[UUID]:
    return [who for each in kept for who in (each.written_by, each.approved_by) if who]


def _here(appeal_id: UUID, language: str) -> str:
    return url_of(appeal_id, f"/translations/{language}")
