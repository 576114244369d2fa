"""Accounts from the command line: the first administrator, and the way back in."""

import sys
from collections.abc import Callable

import click
from flask import Flask

from foundation import clock
from foundation.database import reading
from staff import queries
from staff.models import StaffAccount
from staff.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD, START_PASSWORD_GOOD_FOR, Refusal, Role, password_faults
from staff.workflow import people
from staff.workflow.people import Newcomer


@click.group()
def staff() -> None:
    """People who sign in."""


@staff.command()
@click.option("--email", required=True, help="Where mail reaches them; also what they sign in with.")
@click.option("--name", required=True, help="What colleagues call them.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(map(str, Role))), help="May be given again."
)
@click.option("--password-stdin", is_flag=True, help="Read the start password from standard input.")
@click.pass_obj
def add(
    application: Callable[[], Flask], email: str, name: str, roles: tuple[str, ...], *, password_stdin: bool
) -> None:
    """Add somebody and print the start password, once. They must change it when they first sign in."""
    given = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    if password_stdin and password_faults(given, email):
        raise click.ClickException(f"a start password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    newcomer = Newcomer(email=email, name=name, roles=frozenset(map(Role, roles)))
    with application().app_context():
        outcome = people.add(newcomer, None, clock.now(), start_password=given)
    if isinstance(outcome, Refusal):
        raise click.ClickException(f"there is an account with the address {email} already")
    _hand_over("" if given else outcome.start_password)


@staff.command("list")
def list_people() -> None:
    """Everybody: address, name, roles, state."""
    with reading() as session:
        for someone in queries.people(session):
            click.echo(f"{someone.email}\t{someone.name}\t{','.join(someone.roles)}\t{_state(someone)}")


@staff.command("reset-factor")
@click.argument("email")
@click.pass_obj
def reset_factor(application: Callable[[], Flask], email: str) -> None:
    """Let the owner of EMAIL enrol a new phone. Every session ends; prints a new start password, once."""
    with reading() as session:
        someone = queries.account_named(session, email)
    with application().app_context():
        outcome = people.reset_factor(someone.id, clock.now()) if someone else Refusal.GONE
    if isinstance(outcome, Refusal):
        raise click.ClickException(f"there is no account with the address {email}, or it is suspended")
    _hand_over(outcome)


def _hand_over(password: str) -> None:
    if password:
        click.echo(f"start password: {password}")
    click.echo(
        f"It is good for {START_PASSWORD_GOOD_FOR.days} days and must be changed at the first sign-in.", err=True
    )


def _state(someone: StaffAccount) -> str:
    if someone.suspended_at:
        return "suspended"
    return "enrolled" if someone.enrolled_at else "not enrolled"


COMMANDS: tuple[click.Command, ...] = (staff,)
