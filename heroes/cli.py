"""The command that runs a digest now."""

from datetime import UTC, datetime

import click

from foundation import clock
from heroes import workflow
from heroes.rules import Kind


@click.group()
def digest() -> None:
    """Digests to heroes."""


@digest.command("run")
@click.argument("kind", type=click.Choice([str(kind) for kind in Kind]), default=str(Kind.DAILY))
@click.option(
    "--window",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    help="The moment it counts for, in UTC. Each one runs once. Without it: this moment.",
)
def run(kind: str, window: datetime | None) -> None:
    """Run the KIND (daily or weekly) digest now: heroes get what they were not told yet. The worker sends it."""
    now = clock.now()
    moment = window.replace(tzinfo=UTC) if window else now
    if workflow.run_digest(Kind(kind), moment, now=now) is None:
        click.echo(f"The {kind} digest of {moment:%Y-%m-%d %H:%M} UTC ran before; nothing was done.")
    else:
        click.echo(f"The {kind} digest of {moment:%Y-%m-%d %H:%M} UTC is planned.")


COMMANDS: tuple[click.Command, ...] = (digest,)
