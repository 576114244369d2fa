"""An appeal in other languages: written by one person, approved by another who reads the language."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries, workflow
from appeals.forms import ApproveTranslationForm, TranslationForm
from appeals.models import Appeal, AppealTranslation
from appeals.rules import ENDED
from appeals.rules.translations import TranslationState, seen_of, state_of
from appeals.views.answer import WITHDRAWERS, found, staff_page, there, told, url_of
from appeals.words import TRANSLATION_REFUSALS
from appeals.workflow import TranslationApproval
from foundation import clock
from foundation.database import reading
from foundation.languages import LANGUAGES, OWN
from staff import queries as staff_queries
from staff.access import confirm_factor, person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_translations", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>/translations")
OTHERS = {tag: name for tag, name in LANGUAGES.items() if tag != OWN}


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
        names = staff_queries.names(session, _people([kept] if kept else []))
        states = _states(session, row, {language: kept} if kept else {})
        exact = workflow.too_exact(session, row, queries.written(kept)) if kept else []
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
        exact=exact,
        names=names,
        form=form,
        approval=approval,
        writable=row.state not in ENDED,
        me=person(),
    )


def _states(session: Session, row: Appeal, kept: dict[str, AppealTranslation]) -> dict[str, TranslationState]:
    source = workflow.source_on_desk(session, row)
    return {tag: state_of(queries.written(each), source) for tag, each in kept.items()}


def _people(kept: Any) -> list[UUID]:
    return [who for each in kept for who in (each.written_by, each.approved_by) if who]


def _here(appeal_id: UUID, language: str) -> str:
    return url_of(appeal_id, f"/translations/{language}")
