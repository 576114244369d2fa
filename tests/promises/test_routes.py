"""Every route is public, a link holder's, on the doorstep, or guarded; and the guards hold (Y2, H2)."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from staff.access import DOORSTEP, LINK, PUBLIC
from staff.rules import Role

DOORSTEP_ROUTES = {"/staff/sign-in", "/staff/second-factor", "/staff/enrol"}
OPEN_PREFIXES = (
    "/", "/about", "/accessibility", "/api", "/appeals", "/feeds", "/healthz", "/heroes", "/how-to-help",
    "/is-this-you", "/oembed", "/outline", "/places", "/privacy", "/readyz", "/sightings", "/static",
)  # fmt: skip
"""What anybody may open: the first part of the path. A new one is put here by a person who has thought about it."""
LINK_PREFIXES = ("/api", "/briefings", "/heroes", "/team", "/sightings")
SAMPLES = {"UUIDConverter": str(uuid4()), "IntegerConverter": "1"}


def rules_of(app: Flask) -> list[tuple[Rule, object]]:
    return [(rule, getattr(app.view_functions[rule.endpoint], "access", None)) for rule in app.url_map.iter_rules()]


def guarded(app: Flask) -> list[tuple[Rule, frozenset[Role]]]:
    return [(rule, access) for rule, access in rules_of(app) if isinstance(access, frozenset)]


def address_of(rule: Rule) -> str:
    def sample(match: re.Match[str]) -> str:
        return SAMPLES.get(type(rule._converters[match[1]]).__name__, "sample")

    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", sample, rule.rule)


def first_part(rule: Rule) -> str:
    return "/" + rule.rule.strip("/").partition("/")[0].partition("<")[0]


def test_Y2_every_route_is_on_the_list_of_public_or_guarded_ones(app):
    strays = []
    for rule, access in rules_of(app):
        inside = rule.rule == "/staff" or rule.rule.startswith("/staff/")
        fits = (
            rule.endpoint == "static"
            or (access == DOORSTEP and rule.rule in DOORSTEP_ROUTES)
            or (isinstance(access, frozenset) and inside)
            or (access == PUBLIC and not inside and first_part(rule) in OPEN_PREFIXES)
            or (access == LINK and not inside and first_part(rule) in LINK_PREFIXES)
        )
        if not fits:
            strays.append(f"{rule.rule} ({access})")
    assert strays == []


def test_Y2_roles_of_guarded_routes_are_roles(app):
    assert [rule.rule for rule, access in guarded(app) if not access <= set(Role)] == []


def test_Y2_nobody_who_is_not_signed_in_gets_past_any_guard(app, anybody):
    browser = anybody()
    for rule, _ in guarded(app):
        if "GET" in rule.methods:
            answer = browser.get(address_of(rule))
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/staff/sign-in"), rule.rule


def test_Y2_somebody_without_the_role_gets_past_no_guard(app, signed_in):
    nobody = signed_in()
    with_roles = [(rule, access) for rule, access in guarded(app) if access]
    assert with_roles
    for rule, _ in with_roles:
        if "GET" in rule.methods:
            assert nobody.get(address_of(rule)).status_code == 403, rule.rule
        if "POST" in rule.methods:
            token = nobody.token("/staff/account/password")
            answer = nobody.post(address_of(rule), data={"csrf_token": token})
            assert answer.status_code == 403, rule.rule


def test_Y2_a_role_opens_only_what_names_it(app, signed_in):
    people = {role: signed_in(role) for role in Role}
    for rule, access in guarded(app):
        for role, browser in people.items():
            if "GET" in rule.methods and access and role not in access:
                assert browser.get(address_of(rule)).status_code == 403, (rule.rule, role)


@pytest.mark.parametrize("token", [None, "", "forged", "IjAwMDAi.aaaa.bbbb"])
def test_threat_22_no_staff_form_is_taken_without_its_token(app, signed_in, token):
    everybody = signed_in(*Role)
    inside = [rule for rule, access in rules_of(app) if access == DOORSTEP or isinstance(access, frozenset)]
    posts = [rule for rule in inside if "POST" in rule.methods]
    assert posts
    for rule in posts:
        form = {} if token is None else {"csrf_token": token}
        assert everybody.post(address_of(rule), data=form).status_code == 400, rule.rule


def test_H2_no_route_that_answers_get_is_also_a_deed_in_disguise(app):
    """A GET may be read twice, prefetched or scanned: a route is one or the other, or shows a form and takes it."""
    deeds = re.compile(r"/(sign-out|approve|retire|suspend|withdraw|publish|delete|reset-factor|reinstate)$")
    assert [rule.rule for rule, _ in rules_of(app) if deeds.search(rule.rule) and "GET" in rule.methods] == []
