"""The command line. Every broken setting and every missing part is one sentence, never a traceback."""

import sys
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from foundation.settings import BrokenSettingsError, settings
from searchhero import rooms
from searchhero.run import environment


class Rooms(click.Group):
    """Our commands and those of the rooms, which are only imported when one of them is asked for."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        return own or next((command for command in rooms.commands() if command.name == cmd_name), None)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(str(command.name) for command in rooms.commands())})


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="searchhero")
@click.pass_context
def searchhero(context: click.Context) -> None:
    """Digital Search Hero: appeals, sightings, and one closed loop with the police."""
    context.obj = _application


def _application() -> Flask:
    """For a room's command that writes a mail; made only when it asks (``click.pass_obj``)."""
    from searchhero.web import create_app

    return create_app()


@searchhero.command("run")
def run_everything() -> None:
    """Start everything on this machine: database, Valkey, inbox, site, workers, beat."""
    from searchhero.run.start import run

    sys.exit(run())


@searchhero.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; one that dies is started again.")
def web(host: str, port: int, workers: int) -> None:
    """Serve the site (granian, WSGI)."""
    from searchhero import serve

    serve.web(host, port, workers)


@searchhero.command()
@click.option("--queues", default="urgent,default,bulk", show_default=True, help="Queues to work on.")
@click.option("--concurrency", default=2, show_default=True, help="Processes.")
def worker(queues: str, concurrency: int) -> None:
    """Do the work that waits (Celery)."""
    from searchhero.worker import work

    work(queues, concurrency)


@searchhero.command()
def beat() -> None:
    """Start the sweeps on time (Celery beat). Run exactly one."""
    from searchhero.worker import tick

    tick()


@searchhero.command()
def metrics() -> None:
    """Serve Prometheus metrics of all processes on this machine, on loopback."""
    from searchhero.metrics import serve

    serve(settings().metrics_port)


@searchhero.command()
@click.option("--smtp-port", type=int, required=True, help="Where mail comes in.")
@click.option("--web-port", type=int, required=True, help="Where it is read.")
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where it is kept.")
def inbox(smtp_port: int, web_port: int, folder: Path) -> None:
    """Catch every mail on this machine and show it, for development."""
    from searchhero.inbox import serve

    serve(smtp_port, web_port, folder)


@searchhero.command()
def doctor() -> None:
    """Check settings, database, broker, relay, disk, clock, keys, beat and what waits.

    The exit code is for a monitor: 0 all is well, 1 look soon, 2 act now.
    """
    from searchhero.doctor import examine, table

    findings = examine()
    click.echo(table(findings))
    sys.exit(max(finding.level for finding in findings))


@searchhero.group()
def db() -> None:
    """Move the schema."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema up to REVISION and grant the application's role its rights."""
    from searchhero import purge, schema

    schema.upgrade(revision)
    if revision == "head":
        ended, purged = purge.replay()
        if ended or purged:
            click.echo(f"An old backup: {ended} taken back again, {purged} parts purged again.")


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back down to REVISION (base: nothing is left)."""
    from searchhero import schema

    schema.downgrade(revision)


@searchhero.group()
def purge() -> None:
    """Forget closed cases (rule R5). The workers do it by themselves, a few an hour."""


@purge.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would go, and when.")
@click.option(
    "--cap", type=click.IntRange(1, 1000), default=20, show_default=True, help="Appeals at most, of each part."
)
def purge_run(dry_run: bool, cap: int) -> None:  # noqa: FBT001 - click hands options over by name
    """Purge what is due now."""
    from searchhero import purge

    for line in purge.run(dry_run=dry_run, cap=cap):
        click.echo(line)


@purge.command("replay")
def purge_replay() -> None:
    """After a restore: take back again what was taken back, purge again what was purged. `db upgrade` does it too."""
    from searchhero import purge

    ended, purged = purge.replay()
    click.echo(f"{ended} taken back again, {purged} parts purged again.")


@searchhero.group()
def audit() -> None:
    """The audit trail."""


@audit.command("verify")
def audit_verify() -> None:
    """Find every changed, missing or reordered row; exit code 1 when there is one."""
    from foundation.audit import verify
    from foundation.database import reading

    with reading() as session:
        head, breaks = verify(session)
    for found in breaks:
        click.echo(f"row {found.seq}: {found.fault}")
    click.echo(f"{head.seq} rows, head {head.digest}")
    sys.exit(1 if breaks else 0)


@searchhero.group()
def keys() -> None:
    """The keys of the vault."""


@keys.command()
@click.option("--batch", default=500, show_default=True, help="Rows per transaction.")
def rotate(batch: int) -> None:
    """Encrypt every sealed column and photo anew under the newest key. Safe to stop and start again."""
    from searchhero import keys as vault_keys

    for name, count in vault_keys.rotate(batch):
        click.echo(f"{name}: {count} under the newest key now")


def main() -> None:
    """The entry point of the console script."""
    environment.join_the_run()
    try:
        searchhero(prog_name="searchhero")
    except BrokenSettingsError as error:
        click.echo(f"These settings are broken:\n{error}", err=True)
        sys.exit(1)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines() or ["no reason was given"]
        click.echo(f"The database does not answer: {reason[0]}", err=True)
        sys.exit(1)
