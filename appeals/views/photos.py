"""One photo of an appeal on the desk: turned, cropped, put in order, taken back by one POST."""

from uuid import UUID

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appeals import queries, workflow
from appeals.forms import DeskForm
from appeals.forms.photo import PhotoForm, photo_form
from appeals.models import Appeal, AppealPhoto
from appeals.rules import ENDED
from appeals.views.answer import WITHDRAWERS, found, staff_page, there, told, url_of
from foundation import clock
from foundation.database import reading
from foundation.images import Format, store
from staff.access import person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_photos", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>/photos/<name>")
PART = "whole"


@blueprint.get("")
@staff_only(Role.EDITOR)
def edit(appeal_id: UUID, name: str) -> ResponseReturnValue:
    """The whole picture with the crop on it, and how the public gets it."""
    row, photo = _of_desk(appeal_id, name)
    return found(url_of(appeal_id, "/review")) if row.state in ENDED else _page(row, photo, photo_form(photo))


@blueprint.post("")
@staff_only(Role.EDITOR)
def save(appeal_id: UUID, name: str) -> ResponseReturnValue:
    """Cut it as the numbers say, turned further by the button that was pressed."""
    row, photo = _of_desk(appeal_id, name)
    form, now, me = photo_form(photo), clock.now(), person().id
    if not form.validate() or not form.fits():
        return _page(row, photo, form)
    button = request.form.get("turn", "")
    workflow.mark_photo(appeal_id, me, name, form.marks(), now=now)
    if workflow.cut_photo(appeal_id, me, name, form.edits(photo.turn, button), now=now) is None:
        return found(url_of(appeal_id, "/review"))
    if button:
        return told(gettext("Turned."), url_of(appeal_id, f"/photos/{name}"))
    return told(gettext("Saved. The photo shows so once the appeal is published."), url_of(appeal_id, "#photos"))


@blueprint.post("/withdraw")
@staff_only(*WITHDRAWERS)
def withdraw(appeal_id: UUID, name: str) -> ResponseReturnValue:
    """Take this photo back, published or not, at once (rules P11 and R2): one POST by one person."""
    if not workflow.remove_photo(appeal_id, person().id, name, now=clock.now()):
        abort(404)
    return told(gettext("The photo is taken back. Nobody is shown it any more."), url_of(appeal_id, "/review"))


@blueprint.get("/whole.jpg")
@staff_only(*WITHDRAWERS)
def whole(appeal_id: UUID, name: str) -> Response:
    """Turned and not cropped: what the crop is chosen on. Never public."""
    _, photo = _of_desk(appeal_id, name)
    content = there(store.read_sealed(photo.key, PART))
    return Response(content, mimetype=Format.JPEG.media_type, headers={"Cache-Control": "private, no-store"})


def step_of_form(appeal_id: UUID, step: str, name: str) -> ResponseReturnValue | None:
    """What a button of the desk's form does with one photo, once the form is saved. None: it is no such button."""
    here = url_of(appeal_id, "#photos")
    if step == "remove":  # done before the form was looked at
        return told(gettext("Saved. The photo is removed."), here)
    if step == "cut":
        return found(url_of(appeal_id, f"/photos/{name}"))
    if step in {"earlier", "later"}:
        workflow.move_photo(appeal_id, person().id, name, earlier=step == "earlier", now=clock.now())
        return told(gettext("Saved, in the new order."), here)
    return None


def remove_first(row: Appeal, form: DeskForm) -> None:
    """The button that takes a photo back does so whatever else is wrong with the form (rule P11)."""
    step, _, name = request.form.get("step", "").partition(":")
    if step != "remove" or not workflow.remove_photo(row.id, person().id, name, now=clock.now()):
        return
    if form.edition.data == str(row.edition):  # our own change is nobody else's
        with reading() as session:
            form.edition.data = str(there(queries.appeal(session, row.id)).edition)


def _of_desk(appeal_id: UUID, name: str) -> tuple[Appeal, AppealPhoto]:
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        return row, there(queries.photo_named(session, appeal_id, name))


def _page(row: Appeal, photo: AppealPhoto, form: PhotoForm) -> ResponseReturnValue:
    with reading() as session:
        order = [each.original for each in queries.photos(session, row.id)]
    return staff_page(
        "appeals/desk/photo.html",
        wrong=bool(form.errors),
        row=row,
        photo=photo,
        public=queries.photo_as_public(photo),
        number=order.index(photo.original) + 1,
        form=form,
    )
