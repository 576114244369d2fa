"""The command line."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from foundation import audit, clock
from foundation.database import transaction
from foundation.settings import PREFIX
from searchhero import cli

ROOT = Path(__file__).parents[2]


def every_command(group=cli.searchhero, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


def test_every_command_says_what_it_is_for():
    commands = list(every_command())
    assert {("run",), ("db", "upgrade"), ("audit", "verify"), ("keys", "rotate"), ("doctor",)} <= set(commands)
    for command in commands:
        result = CliRunner().invoke(cli.searchhero, [*command, "--help"])
        assert result.exit_code == 0, command
        described = result.output.split("\n\n")[1].strip()
        assert len(described) > 10, command


def test_broken_settings_are_named_without_a_traceback(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    done = subprocess.run(
        [sys.executable, "-m", "searchhero", "db", "upgrade"],
        cwd=tmp_path, env={**kept, "PYTHONPATH": str(ROOT)}, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "SEARCHHERO_DATABASE_URL: Field required" in done.stderr
    assert "Traceback" not in done.stderr


def record(count):
    for number in range(count):
        with transaction() as session:
            audit.record(session, at=clock.now(), actor="system", action="x.y", subject=("row", number))


@pytest.fixture
def tamper(environment):
    import psycopg

    def change(statement):
        with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
            connection.execute("alter table audit_entry disable trigger audit_refuse")
            connection.execute(statement)
            connection.execute("alter table audit_entry enable always trigger audit_refuse")

    return change


def test_Y1_audit_verify_is_content_with_an_untouched_trail():
    record(3)
    result = CliRunner().invoke(cli.searchhero, ["audit", "verify"])
    assert result.exit_code == 0
    assert result.output.startswith("3 rows, head ")


def test_Y1_audit_verify_names_a_changed_row(tamper):
    record(3)
    tamper("update audit_entry set actor = 'staff:other' where seq = 2")
    result = CliRunner().invoke(cli.searchhero, ["audit", "verify"])
    assert (result.exit_code, result.output.splitlines()[0]) == (1, "row 2: changed")


def test_Y1_audit_verify_names_a_missing_row(tamper):
    record(3)
    tamper("delete from audit_entry where seq = 2")
    result = CliRunner().invoke(cli.searchhero, ["audit", "verify"])
    assert (result.exit_code, result.output.splitlines()[0]) == (1, "row 2: missing")
