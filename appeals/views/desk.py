"""The desk: the list, and the one form on which an appeal is written."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries, wording, words, workflow
from appeals.forms import DeskForm, WithdrawForm, desk_form, hit_id
from appeals.models import Appeal
from appeals.rules import ENDED, FIELD_NAMES, Draft, Fields, HitKind, PhotoWords, hard, obstacles
from appeals.views import photos
from appeals.views.answer import WITHDRAWERS, found, refused, staff_page, there, told, url_of
from appeals.workflow import Outcome
from foundation import clock
from foundation.database import reading
from foundation.images import ImageRefusedError
from foundation.places import lookup
from staff import queries as staff_queries
from staff.access import person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_desk", __name__, url_prefix="/staff/appeals")
editors = staff_only(Role.EDITOR)


@blueprint.get("/new")
@editors
def new() -> ResponseReturnValue:
    """An empty form."""
    return _page(None, _form(None))


@blueprint.post("/new")
@editors
def start() -> ResponseReturnValue:
    """The first saving of a new appeal."""
    form = _form(None)
    if not _valid(form):
        return _page(None, form)
    appeal_id = workflow.start_draft(person().id, form.writing(), now=clock.now())
    return _next_step(appeal_id, form)


@blueprint.get("/<uuid:appeal_id>")
@staff_only(*WITHDRAWERS)
def desk(appeal_id: UUID) -> ResponseReturnValue:
    """The form of one appeal, for editors; the others read it at the gate, and so does everybody once it has ended."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    if Role.EDITOR not in person().roles or row.state in ENDED:
        return found(url_of(appeal_id, "/review"))
    return _page(row, _form(row))


@blueprint.post("/<uuid:appeal_id>")
@editors
def save(appeal_id: UUID) -> ResponseReturnValue:
    """Save the form, then do what its button says."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    form = _form(row)
    photos.remove_first(row, form)
    if not _valid(form):
        return _page(row, form)
    outcome = workflow.save_draft(
        appeal_id, person().id, form.writing(), edition=int(form.edition.data or 0), now=clock.now()
    )
    if outcome is Outcome.CONFLICT:
        return _conflict(appeal_id, form)
    return _next_step(appeal_id, form) if outcome is not Outcome.ENDED else found(url_of(appeal_id, "/review"))


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
        return _clear(appeal_id, what)
    if step == "submit":
        in_the_way = workflow.submit_for_review(
            appeal_id, me, material=form.material.data != "no", change_reason=form.change_reason.data, now=now
        )
        if in_the_way:
            return refused(in_the_way, f"{here}#obstacles")
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
    """Everything that was typed stays, and saves again over what was saved just now."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    form.edition.data = str(row.edition)
    form.photo_alt.errors = [said]
    return _page(row, form)


def _clear(appeal_id: UUID, name: str) -> ResponseReturnValue:
    with reading() as session:
        draft = wording.read(queries.draft(session, there(queries.appeal(session, appeal_id))))
    hit = next((hit for hit in draft.hits if hit_id(hit) == name), None)
    reason = request.form.get(f"reason-{name}", "")
    here = f"{url_of(appeal_id)}#wording"
    if hit and workflow.clear_hit(appeal_id, person().id, hit, reason, now=clock.now()):
        return told(gettext("Saved. The words may stand."), here)
    return told(gettext("Saved, but not cleared: write why these words may stand."), here)


def _form(row: Appeal | None) -> DeskForm:
    with reading() as session:
        place = lookup.by_id(session, row.place_id) if row and row.place_id is not None else None
        teams = [(str(team.id), f"{team.force}: {team.name}") for team in staff_queries.teams(session)]
        form = desk_form(row, lookup.label(place) if place else "", teams)
        if request.method == "POST":
            form.validated = form.validate()
            form.places(_places(session, form), lookup.label)
    return form


def _places(session: Session, form: DeskForm) -> list[Any]:
    """The chosen place if it is the typed one, else all that are written so, else all that begin so."""
    typed, chosen = form.place.data or "", form.place_id.data or ""
    place = lookup.by_id(session, int(chosen)) if chosen.lstrip("-").isdecimal() else None
    if place and lookup.fold(typed) in {lookup.fold(place.name), lookup.fold(lookup.label(place))}:
        return [place]
    return lookup.exactly(session, typed) or lookup.find(session, typed, limit=8)


def _valid(form: DeskForm) -> bool:
    return bool(form.validated) and not form.place.errors


def _page(
    row: Appeal | None, form: DeskForm, differences: list[tuple[str, str, str]] | None = None
) -> ResponseReturnValue:
    with reading() as session:
        draft = wording.read(queries.draft(session, row)) if row else None
        cleared = queries.clearances(session, row.id) if row else {}
        names = staff_queries.names(session, [each.cleared_by for each in cleared.values()] + _people(row))
    return staff_page(
        "appeals/desk/form.html",
        wrong=bool(form.errors) or bool(differences),
        row=row,
        form=form,
        draft=draft,
        obstacles=obstacles(draft, clock.now()) if draft else [],
        hits=_hits(draft) if draft else [],
        cleared=cleared,
        names=names,
        differences=differences or [],
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


def _conflict(appeal_id: UUID, form: DeskForm) -> ResponseReturnValue:
    """Somebody saved in between: what was typed stays in the form, and theirs stands beside it."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        theirs = queries.fields_of(row)
        form.edition.data = str(row.edition)
        return _page(row, form, _differences(theirs, form.writing().fields))


def _differences(theirs: Fields, mine: Fields) -> list[tuple[str, str, str]]:
    """Label, theirs and mine of every field that differs."""
    return [
        (str(words.FIELDS.get(name, words.FIELDS["risk_checked"])), words.said(name, their), words.said(name, my))
        for name in FIELD_NAMES
        if (their := getattr(theirs, name)) != (my := getattr(mine, name))
    ]
