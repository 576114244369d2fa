"""The probes."""

from sqlalchemy import text

from foundation.database.session import engine_of


def test_alive_and_ready(client):
    assert client.get("/healthz").json == {"alive": True}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "valkey": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_not_ready_on_another_schema(client, environment):
    owner = engine_of(environment["SEARCHHERO_DATABASE_OWNER_URL"])
    with owner.begin() as connection:
        head = connection.scalar(text("select version_num from alembic_version"))
        connection.execute(text("update alembic_version set version_num = '0000_other'"))
    try:
        answer = client.get("/readyz")
    finally:
        with owner.begin() as connection:
            connection.execute(text("update alembic_version set version_num = :head"), {"head": head})
        owner.dispose()
    assert (answer.status_code, answer.json["database"]) == (503, "schema")
    assert client.get("/healthz").status_code == 200
