"""The partner briefing on the desk: put forward, sent by a second person, who has read it, and its recall."""

from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appeals import queries, wording
from appeals.briefing import reference_of
from appeals.briefing import words as said
from appeals.forms import PublishForm
from appeals.models import Appeal
from appeals.queries import briefing as found_in
from appeals.rules import WRITABLE
from appeals.rules.briefing import UNANSWERED, CloseReason, briefing_obstacles, sending_obstacles
from appeals.views.answer import WITHDRAWERS, beside, refused, staff_page, there, told, url_of
from appeals.workflow import briefing as journey
from appeals.workflow import recall as recalls
from foundation import clock
from foundation.database import reading
from staff import queries as people
from staff import words as staff_words
from staff.access import confirm_factor, person, staff_only
from staff.queries import partners
from staff.rules import Role

blueprint = Blueprint("appeals_briefing", __name__, url_prefix="/staff")
HERE = "/appeals/<uuid:appeal_id>/briefing"
CLOSERS = (Role.EDITOR, Role.APPROVER, Role.DUTY_MANAGER)


@blueprint.get("/briefings")
@staff_only(*WITHDRAWERS)
def index() -> ResponseReturnValue:
    """What is with partners, and who has not answered a recall."""
    with reading() as session:
        rows = found_in.open_briefings(session)
        silent = found_in.unanswered(session)
    return staff_page(
        "appeals/briefing/index.html", rows=rows, silent=silent, now=clock.now(), said=said, reference_of=reference_of,
        closer=bool(person().roles & set(CLOSERS)),
    )  # fmt: skip


@blueprint.get(HERE)
@staff_only(*WITHDRAWERS)
def page(appeal_id: UUID) -> ResponseReturnValue:
    """One appeal's briefing: what is in the way, who gets it, who has read it, who has not answered."""
    return _page(appeal_id, PublishForm())


@blueprint.post(f"{HERE}/propose")
@staff_only(Role.EDITOR)
def propose(appeal_id: UUID) -> ResponseReturnValue:
    """Put it forward for these partners."""
    chosen = [UUID(each) for each in request.form.getlist("partners") if _is_uuid(each)]
    in_the_way = journey.propose_briefing(appeal_id, person().id, chosen, now=clock.now())
    if in_the_way:
        return refused(in_the_way, _url(appeal_id))
    return told(gettext("Put forward. Another person reads it and sends it."), _url(appeal_id))


@blueprint.post(f"{HERE}/send")
@staff_only(Role.APPROVER)
def send(appeal_id: UUID) -> ResponseReturnValue:
    """Send what was on the screen."""
    form, now, me = PublishForm(), clock.now(), person().id
    if not form.validate_on_submit():
        return _page(appeal_id, form)
    in_the_way = journey.send_briefing(
        appeal_id,
        me,
        seen=form.seen.data,
        factor=lambda session: confirm_factor(session, me, form.code.data, now),
        now=now,
    )
    if in_the_way and beside(form, in_the_way):
        return _page(appeal_id, form)
    if in_the_way:
        return refused(in_the_way, _url(appeal_id))
    return told(gettext("Sent. Each partner has a link of its own."), _url(appeal_id))


@blueprint.post(f"{HERE}/drop")
@staff_only(Role.EDITOR, Role.APPROVER, Role.DUTY_MANAGER)
def drop(appeal_id: UUID) -> ResponseReturnValue:
    """Do not send what was put forward."""
    journey.drop_proposal(appeal_id, person().id, now=clock.now())
    return told(gettext("It does not go out."), _url(appeal_id))


@blueprint.post(f"{HERE}/recall")
@staff_only(*WITHDRAWERS)
def recall(appeal_id: UUID) -> ResponseReturnValue:
    """Take it back from all partners: one POST by one person."""
    if not recalls.recall_briefing(appeal_id, person().id, now=clock.now()):
        abort(404)
    return told(
        gettext("Recalled. Every link is dead now, and each partner is asked to take its copies down."), _url(appeal_id)
    )


@blueprint.post(f"{HERE}/links/<uuid:link_id>/renew")
@staff_only(*WITHDRAWERS)
def renew(appeal_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """The old link leaked: one POST by one person kills it and sends another."""
    if not recalls.renew_link(appeal_id, link_id, person().id, now=clock.now()):
        abort(404)
    return told(gettext("The old link is dead now. A new one is on its way to the same address."), _url(appeal_id))


@blueprint.post(f"{HERE}/links/<uuid:link_id>/close")
@staff_only(*CLOSERS)
def close(appeal_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Stop asking one partner, with the reason."""
    reason = request.form.get("reason", "")
    if reason not in set(CloseReason):
        return told(gettext("Not closed: choose the reason."), _url(appeal_id))
    recalls.close_recall(link_id, person().id, CloseReason(reason), now=clock.now())
    return told(gettext("Closed."), _url(appeal_id))


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _url(appeal_id: UUID) -> str:
    return url_of(appeal_id, "/briefing")


def _page(appeal_id: UUID, form: PublishForm) -> ResponseReturnValue:
    now, me = clock.now(), person()
    with reading() as session:
        row: Appeal = there(queries.appeal(session, appeal_id))
        draft = wording.read(queries.draft(session, row))
        briefings = found_in.briefings(session, appeal_id)
        current = found_in.open_briefing(session, appeal_id)
        out = found_in.outgoing(session, row, current, now)
        sent = found_in.version(session, current.id, current.current_version) if current else None
        held = found_in.held_links(session, [each.id for each in briefings])
        proposal = journey.proposal_of(row, current, queries.writers_of(session, appeal_id), out)
        rows = partners.partner_rows(session)
        involved = [current.proposed_by if current else None, *(each.ended_by for each in briefings)]
        involved += [each.link.closed_by for each in held]
        names = people.names(session, [each for each in involved if each])
    form.seen.data = out.seen
    return staff_page(
        "appeals/briefing/desk.html",
        wrong=bool(form.errors),
        row=row,
        writable=row.state in WRITABLE,
        obstacles=briefing_obstacles(draft, now),
        mine=sending_obstacles(proposal, me.id, seen=out.seen, is_now=out.seen),
        current=current,
        briefings=[(each, [one for one in held if one.briefing.id == each.id]) for each in briefings],
        public=out.public,
        addresses=out.addresses,
        changed=sent is not None and out.text != sent.fingerprint,
        partners=[(each, _covers(each, out.public)) for each in rows],
        partner_names={each.id: each.name for each in rows},
        names=names,
        publish=form,
        said=said,
        kinds=staff_words.PARTNER_KINDS,
        unanswered=UNANSWERED,
        reference_of=reference_of,
        closer=bool(me.roles & set(CLOSERS)),
        now=now,
        me=me,
    )


def _covers(row: partners.PartnerRow, public: object) -> bool:
    """Whether the partner works where the appeal is."""
    return not row.areas or bool({getattr(public, "region", ""), getattr(public, "nation", "")} & set(row.areas))
