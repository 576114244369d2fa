"""Metrics: counts, durations and ages, without a label of a case (rule S2)."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, generate_latest

from foundation import background, clock
from foundation.database import transaction
from searchhero import measures, metrics

ALLOWED = {"endpoint", "method", "status", "task", "ending", "kind", "sweep", "le"}


def test_S2_no_metric_has_a_label_of_a_case():
    families = [measures.REQUESTS, measures.REQUEST_SECONDS, measures.TASKS, measures.TASK_SECONDS]
    assert {label for family in families for label in family._labelnames} <= ALLOWED
    labels = {label for family in metrics.Ages().collect() for sample in family.samples for label in sample.labels}
    assert labels <= ALLOWED


def test_an_answer_is_counted_by_its_endpoint(client):
    counted = measures.REQUESTS.labels("health.alive", "GET", 200)
    before = counted._value.get()
    client.get("/healthz")
    client.get("/readyz")
    assert counted._value.get() == before + 1


def test_ages_are_served(monkeypatch):
    now = clock.now()
    monkeypatch.setattr(background, "WAITING", {})
    background.waits("room.late", alarm=timedelta(minutes=2))(lambda session: now - timedelta(minutes=5))
    with transaction() as session:
        session.add(background.SweepRun(name="room.sweep", ended_at=now - timedelta(seconds=40), every_seconds=15))
    waiting, sweeps = metrics.ages(now)
    assert waiting == {"room.late": 300.0}
    assert sweeps == {"room.sweep": 40.0}
    registry = CollectorRegistry()
    registry.register(metrics.Ages())
    served = generate_latest(registry).decode()
    assert 'searchhero_waiting_seconds{kind="room.late"} 30' in served
    assert "searchhero_database_up 1.0" in served
