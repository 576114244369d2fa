"""The desk: the list, and the one form on which an appeal is written."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy.orm import Session

from appeals import queries, wording, workflow
from appeals.forms import DeskForm, WithdrawForm, desk_form, hit_id
from appeals.models import Appeal
from appeals.rules import ENDED, RISK_CHECK_GOOD_FOR, TEXT_FIELDS, Draft, HitKind, PhotoWords, hard, obstacles
from appeals.views import merging, photos
from appeals.views.answer import WITHDRAWERS, found, staff_page, there, told, url_of
from appeals.views.saving import rescued_form, saved_by_itself
from appeals.views.warning import NEW_PHOTO
from appeals.workflow import Outcome, Writing
from foundation import clock
from foundation.database import reading
from foundation.images import ImageRefusedError
from foundation.places import lookup
from staff import queries as staff_queries
from staff.access import keeps_writing, person, settle, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_desk", __name__, url_prefix="/staff/appeals")
NEW = "/staff/appeals/new"
editors = staff_only(Role.EDITOR)


@blueprint.get("/new")
@editors
def new() -> ResponseReturnValue:
    """An empty form, or the one that came after its session had ended."""
    kept = rescued_form(person().id, NEW, clock.now())
    return _page(None, _form(None, kept), rescued=kept is not None)


@blueprint.post("/new")
@editors
@keeps_writing(lazy_gettext("A new appeal"))
def start() -> ResponseReturnValue:
    """The first saving of a new appeal."""
    form = _form(None, request.form)
    by_itself = request.form.get("step") == "auto"
    skipped = form.without_errors() if by_itself else []
    if not (by_itself or _valid(form)):
        return _page(None, form)
    writing = replace(form.writing(), by_itself=by_itself, risk_checked=form.risk_checked.data and not by_itself)
    appeal_id = workflow.start_draft(person().id, writing, now=clock.now())
    settle(person().id, NEW)
    if by_itself:
        return saved_by_itself(appeal_id, Outcome.SAVED, skipped)
    return _next_step(appeal_id, form)


@blueprint.get("/<uuid:appeal_id>")
@staff_only(*WITHDRAWERS)
def desk(appeal_id: UUID) -> ResponseReturnValue:
    """The form of one appeal, for editors; the others read it at the gate, and so does everybody once it has ended."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    if Role.EDITOR not in person().roles or row.state in ENDED:
        return found(url_of(appeal_id, "/review"))
    kept = rescued_form(person().id, url_of(appeal_id), clock.now())
    return _page(row, _form(row, kept), rescued=kept is not None)


@blueprint.post("/<uuid:appeal_id>")
@editors
@keeps_writing(lazy_gettext("An appeal"))
def save(appeal_id: UUID) -> ResponseReturnValue:
    """Save the form, then do what its button says."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    typed, still_open = merging.chosen(appeal_id)
    form = _form(row, typed)
    if request.form.get("step") == "auto":
        return _save_by_itself(appeal_id, form)
    photos.remove_first(row, form)
    if not _valid(form):
        return _page(row, form)
    outcome = Outcome.CONFLICT if still_open else _save(appeal_id, form.writing(), form)
    if outcome is Outcome.CONFLICT:
        return _conflict(appeal_id, form, still_open)
    if outcome is Outcome.ENDED:
        return found(url_of(appeal_id, "/review"))
    settle(person().id, url_of(appeal_id))
    if outcome is Outcome.MERGED:
        flash(gettext("Somebody else had saved other fields while you wrote. Theirs and yours stand now."), "success")
    return _next_step(appeal_id, form)


def _save_by_itself(appeal_id: UUID, form: DeskForm) -> ResponseReturnValue:
    """Without a button: what cannot be saved waits, and the check of the safety questions counts by a button only."""
    skipped = form.without_errors()
    outcome = _save(appeal_id, replace(form.writing(), by_itself=True, risk_checked=False), form)
    if outcome in {Outcome.SAVED, Outcome.UNCHANGED} and not skipped:
        settle(person().id, url_of(appeal_id))
    return saved_by_itself(appeal_id, outcome, skipped)


def _save(appeal_id: UUID, writing: Writing, form: DeskForm) -> Outcome:
    edition = form.edition.data or ""
    number = int(edition) if edition.isdecimal() and len(edition) < 10 else 0
    return workflow.save_draft(appeal_id, person().id, writing, edition=number, now=clock.now())


def _next_step(appeal_id: UUID, form: DeskForm) -> ResponseReturnValue:
    """What is saved is saved; now a photo, a clearance, or the way to the second person."""
    here, now, me = url_of(appeal_id), clock.now(), person().id
    step, _, what = request.form.get("step", "save").partition(":")
    upload = request.files.get("photo_file")
    if upload and upload.filename:
        return _add_photo(appeal_id, upload.read(), form)
    if photo_step := photos.step_of_form(appeal_id, step, what):
        return photo_step
    if step == "clear":
        return _clear(appeal_id, what, form)
    if step == "resolve":
        _resolve(appeal_id, what)
    if step == "submit":
        in_the_way = workflow.submit_for_review(
            appeal_id, me, material=form.material.data != "no", change_reason=form.change_reason.data, now=now
        )
        if in_the_way:
            return _not_handed_in(len(in_the_way), here)
        return told(gettext("Handed in. Another person reads it and publishes it."), url_of(appeal_id, "/review"))
    return told(gettext("Saved."), here)


def _add_photo(appeal_id: UUID, original: bytes, form: DeskForm) -> ResponseReturnValue:
    texts = PhotoWords(alt=form.photo_alt.data, source=form.photo_source.data, permission=form.photo_permission.data)
    try:
        workflow.add_photo(appeal_id, person().id, original, texts, now=clock.now())
    except ImageRefusedError:
        said = gettext("That file is not a picture that we can read. Use a JPEG, PNG, WebP or HEIC photo.")
        return _not_added(appeal_id, form, said)
    except OSError:  # the disk is full, or no process could be started: the words are saved, the photo is not
        return _not_added(appeal_id, form, gettext("The photo could not be kept just now. Try again in a minute."))
    return told(gettext("Saved, with the photo."), f"{url_of(appeal_id)}#photos")


def _not_added(appeal_id: UUID, form: DeskForm, said: str) -> ResponseReturnValue:
    row, again = _still_typed(appeal_id, form)
    again.photo_file.errors = [said]
    return _page(row, again)


def _still_typed(appeal_id: UUID, form: DeskForm) -> tuple[Appeal, DeskForm]:
    """Everything that was typed, over what was saved just now; what somebody else saved meanwhile stands in it too.

    The safety check is saved: ticked again it would be a new one (rule P1).
    """
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    again = _form(row, merging.meet(row, form, request.form, set()).typed)
    again.risk_checked.data = False
    return row, again


def _not_handed_in(count: int, here: str) -> ResponseReturnValue:
    """All of it stands in one list beside the form: it is not said twice."""
    said = ngettext(
        "Saved, but not handed in: %(num)d thing is in the way. It stands under “Before it can be published”.",
        "Saved, but not handed in: %(num)d things are in the way. They stand under “Before it can be published”.",
        count,
    )
    flash(said, "error")
    return found(here)


def _resolve(appeal_id: UUID, name: str) -> None:
    """Answer a comment; its id is one that the desk wrote itself."""
    with reading() as session:
        known = {str(each.id): each.id for each in queries.comments(session, appeal_id)}
    if name in known:
        answer = request.form.get(f"answer-{name}", "")[:1000]
        workflow.resolve_comment(appeal_id, known[name], person().id, answer, now=clock.now())


def _clear(appeal_id: UUID, name: str, form: DeskForm) -> ResponseReturnValue:
    with reading() as session:
        draft = wording.read(queries.draft(session, there(queries.appeal(session, appeal_id))))
    hit = next((hit for hit in draft.hits if hit_id(hit) == name), None)
    reason = request.form.get(f"reason-{name}", "")
    if hit is None:  # its words were mended by what was saved just now
        return told(gettext("Saved."), url_of(appeal_id))
    if workflow.clear_hit(appeal_id, person().id, hit, reason, now=clock.now()):
        return told(gettext("Saved. The words may stand."), url_of(appeal_id, "#wording"))
    row, again = _still_typed(appeal_id, form)
    again.uncleared = name
    return _page(row, again)


def _form(row: Appeal | None, typed: merging.Typed | None = None) -> DeskForm:
    with reading() as session:
        place = lookup.by_id(session, row.place_id) if row and row.place_id is not None else None
        teams = [(str(team.id), f"{team.force}: {team.name}") for team in staff_queries.teams(session)]
        form = desk_form(row, lookup.label(place) if place else "", teams, typed)
        if request.method == "POST":
            form.validated = form.validate()
            form.places(_places(session, form), lookup.label)
    return form


def _places(session: Session, form: DeskForm) -> list[Any]:
    """The chosen place if it is the typed one, else all that are written so, else all that begin so."""
    typed, chosen = form.place.data or "", form.place_id.data or ""
    place = lookup.by_id(session, int(chosen)) if chosen.lstrip("-").isdecimal() else None
    if place and lookup.fold(typed) in {lookup.fold(place.name), lookup.fold(lookup.label(place)), place.folded}:
        return [place]
    return lookup.exactly(session, typed) or lookup.find(session, typed, limit=8)


def _valid(form: DeskForm) -> bool:
    return bool(form.validated) and not form.place.errors


def _page(
    row: Appeal | None, form: DeskForm, meeting: merging.Meeting | None = None, *, rescued: bool = False
) -> ResponseReturnValue:
    with reading() as session:
        draft = wording.read(queries.draft(session, row)) if row else None
        cleared = queries.clearances(session, row.id) if row else {}
        comments = queries.comments(session, row.id) if row else []
        people = [each.cleared_by for each in cleared.values()] + [each.made_by for each in comments]
        names = staff_queries.names(session, people + _people(row))
        scheduled = queries.scheduled(session, row.id) if row else None
    return staff_page(
        "appeals/desk/form.html",
        wrong=bool(form.errors or form.uncleared) or meeting is not None,
        row=row,
        form=form,
        draft=draft,
        obstacles=obstacles(draft, clock.now()) if draft else [],
        hits=_hits(draft) if draft else [],
        cleared=cleared,
        names=names,
        meeting=meeting,
        good_for=RISK_CHECK_GOOD_FOR,
        rescued=rescued,
        comments=comments,
        scheduled=scheduled,
        warned=(*TEXT_FIELDS, NEW_PHOTO),
        me=person(),
        withdraw=WithdrawForm(formdata=None),
        now=clock.now(),
    )


def _people(row: Appeal | None) -> list[UUID]:
    return [row.edited_by, *row.writers] if row else []


def _hits(draft: Draft) -> list[dict[str, Any]]:
    """For the page: each hit with its short name, and whether it is a warning or must be mended."""
    return [
        {
            "id": hit_id(hit),
            "hit": hit,
            "warning": hit.kind is HitKind.JUDGING,
            "hard": hard(hit, draft.fields.age),
        }
        for hit in draft.hits
    ]


def _conflict(appeal_id: UUID, form: DeskForm, still_open: set[str]) -> ResponseReturnValue:
    """Both changed the same: both stand side by side, and what was typed stays in the form."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    meeting = merging.meet(row, form, form.typed, still_open)
    return _page(row, _form(row, meeting.typed), meeting)
