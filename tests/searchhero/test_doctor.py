"""What the doctor sees."""

from datetime import timedelta

from cryptography.fernet import Fernet
from sqlalchemy import text

from foundation import background, clock, vault
from foundation.database import transaction
from foundation.settings import settings
from searchhero.doctor import Finding, Level, checks, examine, findings, table
from tests.searchhero.test_keys import letter


def found(result, check):
    return next(finding for finding in result if finding.check == check)


def tick(age):
    with transaction() as session:
        session.add(background.SweepRun(name="searchhero.tick", ended_at=clock.now() - age, every_seconds=15))
        session.add(background.SweepRun(name="another.sweep", ended_at=clock.now(), every_seconds=15))


def test_a_healthy_house_is_well_but_for_the_relay_that_is_not_there():
    tick(timedelta(seconds=5))
    result = examine()
    # What waits is for the rooms to say, and to test.
    ill = [finding.check for finding in result if finding.level is Level.NOW]
    assert [check for check in ill if not check.startswith("waiting")] == ["relay"]
    assert "the application's role can only append" in found(result, "audit trail").words


def test_a_relay_that_greets_is_well(relay):
    assert checks.relay().level is Level.WELL


def test_beat_that_has_stopped_is_seen():
    tick(timedelta(minutes=10))
    assert found(checks.beat(), "sweep: searchhero.tick").level is Level.NOW


def test_beat_that_never_ran_is_seen():
    assert found(checks.beat(), "sweep: searchhero.tick").level is Level.NOW


def test_Y6_what_has_waited_past_its_alarm_is_seen(monkeypatch):
    now = clock.now()
    monkeypatch.setattr(background, "WAITING", {})
    background.waits("room.late", alarm=timedelta(minutes=2))(lambda session: now - timedelta(minutes=5))
    background.waits("room.early", alarm=timedelta(hours=2))(lambda session: now - timedelta(minutes=5))
    background.waits("room.none", alarm=timedelta(minutes=2))(lambda session: None)
    result = checks.waiting()
    assert found(result, "waiting: room.late").level is Level.NOW
    assert found(result, "waiting: room.early").level is Level.WELL
    assert found(result, "waiting: room.none").words == "nothing waits"


def test_a_vault_that_opens_nothing_is_seen():
    with transaction() as session:
        session.add(letter("b@example.org"))
        session.flush()
        alien = Fernet(Fernet.generate_key()).encrypt(b"x")
        session.execute(text("update outbox_message set recipient = :alien"), {"alien": alien})
    finding = found(checks.keys(), "keys: vault")
    assert finding.level is Level.NOW
    assert "outbox_message.recipient" in finding.words


def test_broken_settings_are_one_finding_that_names_them(monkeypatch):
    monkeypatch.setenv("SEARCHHERO_PROXY_HOPS", "many")
    settings.cache_clear()
    try:
        (finding,) = examine()
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert finding.level is Level.NOW
    assert "SEARCHHERO_PROXY_HOPS" in finding.words


def test_the_table_ends_in_a_sentence_and_the_worst_counts():
    rows = [
        Finding(check="one", level=Level.WELL, words="fine"),
        Finding(check="another", level=Level.NOW, words="bad"),
    ]
    assert table(rows).splitlines() == ["ok    one      fine", "NOW   another  bad", "", "Act now."]


def test_ages_are_told_so_that_one_can_act():
    told = [findings.age_in_words(timedelta(seconds=seconds)) for seconds in (45, 720, 18000, 259200)]
    assert told == ["45 s", "12 min", "5 h", "3 days"]


def test_one_missed_start_is_no_alarm_and_three_are():
    every = timedelta(seconds=30)
    ages = [timedelta(seconds=seconds) for seconds in (30, 119, 140, 400)]
    assert [findings.overdue(age, every) for age in ages] == [Level.WELL, Level.WELL, Level.SOON, Level.NOW]


def test_the_newest_key_is_told_from_an_older_one():
    assert vault.is_newest(vault.seal(b"x"))
    assert not vault.is_newest(Fernet(Fernet.generate_key()).encrypt(b"x"))
