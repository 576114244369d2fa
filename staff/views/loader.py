"""Who is signed in: read from the cookie and the database before every request of the staff rooms."""

from datetime import datetime

from flask import Blueprint, current_app, flash, g, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from foundation import clock
from foundation.database import reading
from staff import queries, rescue
from staff.access import Person
from staff.models import StaffAccount, StaffSession
from staff.rules import Role, SessionFacts, SessionState, session_state
from staff.views import cookie

blueprint = Blueprint("staff_loader", __name__)
ROOMS = "/staff"
FIRST_PASSWORD = frozenset({"staff_account.password", "staff.sign_out"})
"""All that is open to somebody whose password was made by somebody else."""


@blueprint.before_app_request
def load() -> AnyResponse | None:
    """Set ``g.person``. Outside the staff rooms the cookie is not even looked at."""
    g.person, g.rescued = None, False
    if not (request.path == ROOMS or request.path.startswith(f"{ROOMS}/")):
        return None
    now = clock.now()
    noted = cookie.session_seen()
    if noted is None:
        return None
    session_id, seen_at = noted
    with reading() as session:
        found = queries.session_and_account(session, session_id)
    state = _state(found, seen_at, now)
    if found is None or state is not SessionState.LIVE:
        cookie.forget()
        if found is not None and state in {SessionState.IDLE, SessionState.OLD}:
            _rescue(found[1], now)
        if state is not SessionState.ENDED:
            flash(gettext("You were signed out because it has been a while. Sign in again to go on."))
            if g.rescued:
                flash(gettext("What you typed is kept for you for 24 hours: sign in, and it is in the form."))
        return None
    cookie.seen(now)
    return _admit(found[1])


def _rescue(account: StaffAccount, now: datetime) -> None:
    """What was typed is not lost with the session, where the view asks for it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method == "POST" and hasattr(view, "keeps_writing"):
        pairs = [(name, value) for name, value in request.form.items(multi=True)]
        g.rescued = rescue.keep(account.id, request.path, pairs, now)


def _state(found: tuple[StaffSession, StaffAccount] | None, seen_at: datetime, now: datetime) -> SessionState:
    if found is None:
        return SessionState.ENDED
    row, account = found
    facts = SessionFacts(
        started_at=row.started_at,
        seen_at=seen_at,
        ended=row.ended_at is not None,
        epoch=row.epoch,
        account_epoch=account.session_epoch,
        suspended=account.suspended_at is not None,
    )
    return session_state(facts, now)


def _admit(account: StaffAccount) -> AnyResponse | None:
    g.person = Person(id=account.id, name=account.name, email=account.email, roles=frozenset(map(Role, account.roles)))
    if account.start_password_until is not None and request.endpoint not in FIRST_PASSWORD:
        return redirect("/staff/account/password", 303)
    return None
