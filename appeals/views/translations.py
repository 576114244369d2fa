"""An appeal in other languages: written by one person, approved by another who reads the language."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session

from appeals import queries, wording, workflow
from appeals.forms import ApproveTranslationForm, TranslationForm, hit_id
from appeals.models import Appeal, AppealClearance, AppealTranslation
from appeals.rules import ENDED, Hit, HitKind, hard
from appeals.rules.translations import Refusal, TranslationState, begun_of, in_the_way, seen_of, state_of
from appeals.views.answer import WITHDRAWERS, found, staff_page, there, told, url_of
from appeals.views.saving import rescued_form
from appeals.words.translations import TRANSLATION_REFUSALS
from appeals.workflow import Outcome, TranslationApproval
from foundation import clock
from foundation.database import reading
from foundation.languages import OTHERS
from staff import queries as staff_queries
from staff.access import confirm_factor, keeps_writing, person, settle, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_translations", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>/translations")

FIELDS = {Refusal.NOT_READ: "reads_it", Refusal.FACTOR_WRONG: "code", Refusal.FACTOR_TOO_MANY: "code"}
"""Where a refusal is mended."""


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
    """The English words and the others, side by side; or what came after its session had ended."""
    kept = rescued_form(person().id, _here(appeal_id, language), clock.now())
    form = TranslationForm(kept)
    form.typed = kept
    return _page(appeal_id, language, form, ApproveTranslationForm(formdata=None))


@blueprint.post("/<language>")
@staff_only(Role.EDITOR)
@keeps_writing(lazy_gettext("A translation"))
def save(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """Write it down."""
    form, here, by_itself = TranslationForm(), _here(appeal_id, language), request.form.get("step") == "auto"
    if language not in OTHERS or not form.validate_on_submit():
        return _told_by_itself(appeal_id, language, None) if by_itself else _typed_page(appeal_id, language, form)
    outcome = workflow.save_translation(
        appeal_id, language, person().id, form.words(by_itself=by_itself), now=clock.now()
    )
    if outcome in {Outcome.SAVED, Outcome.UNCHANGED}:
        settle(person().id, here)
    if by_itself:
        return _told_by_itself(appeal_id, language, outcome)
    if outcome is Outcome.CONFLICT:
        return _typed_page(appeal_id, language, form, meeting=True)
    if outcome is Outcome.ENDED:
        return found(url_of(appeal_id, "/review"))
    return told(gettext("Saved. Somebody else who reads the language approves it."), here)


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
    beside = {refusal: FIELDS[refusal] for refusal in refusals if refusal in FIELDS}
    if refusals and len(beside) == len(refusals):
        for refusal, name in beside.items():
            form[name].errors = [str(TRANSLATION_REFUSALS[refusal])]
        form.code.data = ""
        return _page(appeal_id, language, TranslationForm(formdata=None), form)
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


def _typed_page(appeal_id: UUID, language: str, form: TranslationForm, *, meeting: bool = False) -> ResponseReturnValue:
    form.typed, form.meeting = request.form, meeting
    return _page(appeal_id, language, form, ApproveTranslationForm(formdata=None))


def _told_by_itself(appeal_id: UUID, language: str, outcome: Outcome | None) -> ResponseReturnValue:
    """For the script; None: a text is missing or too long, and the next key may mend it."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        edition = _begun(session, row, queries.translation(session, appeal_id, language))
    said = {
        None: gettext("Not saved yet: a text is missing or too long."),
        Outcome.CONFLICT: gettext("The English words, or this translation, were changed meanwhile: press Save to see."),
        Outcome.HELD: gettext(
            "Not saved by itself: that would end its approval. Press Save to change it all the same."
        ),
        Outcome.ENDED: gettext("Not saved: this appeal has ended. Copy what you need, then open it again."),
    }.get(outcome) or gettext("Saved at %(at)s", at=clock.in_london(clock.now()).strftime("%H:%M"))
    return jsonify(outcome=outcome or "waits", said=said, edition=edition, url=_here(appeal_id, language))


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
        begun = _begun(session, row, kept)
    stands = _texts(kept) if kept else {}
    shown = _fill(form, stands, begun)
    approval.seen.data = seen_of(queries.written(kept)) if kept else ""
    return staff_page(
        "appeals/desk/translation.html",
        wrong=bool(form.errors or approval.errors or form.meeting),
        row=row,
        tag=language,
        name=OTHERS[language],
        kept=kept,
        state=states.get(language, TranslationState.NONE),
        photos=photos,
        shown=shown,
        theirs={name: text for name, text in stands.items() if form.meeting and text != shown.get(name)},
        rescued=form.typed is not None and request.method == "GET",
        hits=_hits(kept, cleared, row.age) if kept else [],
        cleared=cleared,
        names=names,
        form=form,
        approval=approval,
        writable=row.state not in ENDED,
        me=person(),
    )


def _fill(form: TranslationForm, stands: dict[str, str], begun: str) -> dict[str, str]:
    """What was typed, else what stands; it is compared with what the translator has before them now."""
    shown = dict(form.typed) if form.typed is not None else stands
    form.last_seen.data, form.description.data = shown.get("last_seen", ""), shown.get("description", "")
    if form.typed is None or form.meeting:
        form.edition.data = begun
    return shown


def _texts(kept: AppealTranslation) -> dict[str, str]:
    """As the form names them."""
    alts = {f"alt-{key}": alt for key, alt in kept.alts.items()}
    return {"last_seen": kept.last_seen, "description": kept.description, **alts}


def _begun(session: Session, row: Appeal, kept: AppealTranslation | None) -> str:
    return begun_of(workflow.source_on_desk(session, row), queries.written(kept) if kept else None)


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
