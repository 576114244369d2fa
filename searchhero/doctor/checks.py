"""The checks. Each looks at one part and answers within seconds."""

import shutil
from datetime import timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import LargeBinary, select, text, type_coerce

from foundation import background, clock, vault
from foundation.database import reading
from foundation.settings import settings
from outbox import smtp
from searchhero import schema
from searchhero.doctor.findings import Finding, Level, age_in_words, overdue, too_old
from searchhero.health import valkey_answers
from searchhero.keys import sealed_columns
from searchhero.tasks import HEARTBEAT

DISK_SOON, DISK_NOW = 2 << 30, 500 << 20
"""Bytes free."""
CLOCK_DRIFT = timedelta(seconds=2)
LONG_SWEEP = timedelta(minutes=5)
SIGNING_KEY_LENGTH = 32


def database() -> Finding:
    """It answers, as the application's role."""
    with reading() as session:
        version = session.scalar(text("show server_version"))
    return Finding(check="database", level=Level.WELL, words=f"PostgreSQL {version}")


def schema_at_head() -> Finding:
    """The tables are those that this code was written for."""
    with reading() as session:
        found = schema.revision_of(session.connection())
    if found == schema.head():
        return Finding(check="schema", level=Level.WELL, words=f"at {found}")
    words = f"at {found or 'nothing'} but {schema.head()} is needed: searchhero db upgrade"
    return Finding(check="schema", level=Level.NOW, words=words)


def audit_trail() -> Finding:
    """The application's role can only append to it (rule Y1)."""
    with reading() as session:
        wide = schema.rights_too_wide(session.connection())
    if wide:
        words = f"the application's role may {', '.join(wide)}: give it a role of its own, then searchhero db upgrade"
        return Finding(check="audit trail", level=Level.NOW, words=words)
    return Finding(check="audit trail", level=Level.WELL, words="the application's role can only append")


def broker() -> Finding:
    """Without it everything still happens, at the next sweep instead of at once."""
    if valkey_answers():
        return Finding(check="broker", level=Level.WELL, words="Valkey answers")
    return Finding(check="broker", level=Level.NOW, words="Valkey does not answer: no worker can work")


def relay() -> Finding:
    """It greets us, and takes our sign-in where there is one. No mail is sent."""
    with smtp.connection() as found:
        fault = found.greet()
    if fault:
        words = f"the mail relay does not let us in ({fault}): mail waits in the outbox"
        return Finding(check="relay", level=Level.NOW, words=words)
    return Finding(check="relay", level=Level.WELL, words="the mail relay lets us in")


def disk() -> list[Finding]:
    """Room for photos and for the scratch files."""
    findings = []
    for name, folder in (("photos", settings().photo_dir), ("state", settings().state_dir)):
        if not folder.is_dir():
            words = f"{folder} is not there yet; it is made at first use"
            findings.append(Finding(check=f"disk: {name}", level=Level.SOON, words=words))
            continue
        free = shutil.disk_usage(folder).free
        level = Level.WELL if free > DISK_SOON else Level.SOON if free > DISK_NOW else Level.NOW
        findings.append(Finding(check=f"disk: {name}", level=level, words=f"{free >> 20} MB free"))
    return findings


def clock_in_step() -> Finding:
    """The database's clock and ours agree: due times are compared across them."""
    before = clock.now()
    with reading() as session:
        theirs = session.scalar(select(text("clock_timestamp()")))
    after = clock.now()
    drift = max(before - theirs, theirs - after, timedelta())
    level = Level.WELL if drift < CLOCK_DRIFT else Level.NOW
    return Finding(check="clock", level=level, words=f"{drift.total_seconds():.1f} s from the database's")


def keys() -> list[Finding]:
    """They open what is stored, and are long enough where it matters."""
    findings = [Finding(check="keys: vault", level=Level.WELL, words="open what is stored")]
    with reading() as session:
        for table, columns in sealed_columns():
            column = columns[0]
            raw = select(type_coerce(column, LargeBinary)).where(column.is_not(None)).limit(1)
            if (stored := session.scalar(raw)) is None:
                continue
            try:
                vault.unseal(bytes(stored))
            except InvalidToken:
                words = f"none opens {table.name}.{column.name}: put the old key back behind the new one"
                findings[0] = Finding(check="keys: vault", level=Level.NOW, words=words)
    shortest = min(len(key.get_secret_value()) for key in settings().secret_keys)
    weak = settings().environment == "production" and shortest < SIGNING_KEY_LENGTH
    words = f"the shortest has {shortest} characters" + (f"; {SIGNING_KEY_LENGTH} are needed" if weak else "")
    findings.append(Finding(check="keys: signing", level=Level.NOW if weak else Level.WELL, words=words))
    return findings


def beat() -> list[Finding]:
    """Each sweep ended well not long ago. One that was never seen is only early, unless it is a frequent one."""
    now = clock.now()
    with reading() as session:
        ends = {run.name: run.ended_at for run in session.scalars(select(background.SweepRun))}
    findings = []
    for name, sweep in sorted(background.SWEEPS.items()):
        if (ended := ends.get(name)) is None:
            level = Level.WELL if sweep.every > LONG_SWEEP else Level.NOW if name == HEARTBEAT else Level.SOON
            words = "has not ended yet: are beat and the workers running?" if level else "has not been due yet"
        else:
            level, words = overdue(now - ended, sweep.every), f"ended well {age_in_words(now - ended)} ago"
        findings.append(Finding(check=f"sweep: {name}", level=level, words=words))
    return findings


def waiting() -> list[Finding]:
    """The age of the oldest waiting row of each kind (rule Y6)."""
    now = clock.now()
    findings = []
    with reading() as session:
        for kind, row in sorted(background.WAITING.items()):
            since = row.oldest(session)
            age = now - since if since else timedelta()
            words = f"the oldest has waited {age_in_words(age)}" if since else "nothing waits"
            findings.append(Finding(check=f"waiting: {kind}", level=too_old(age, row.alarm), words=words))
    return findings
