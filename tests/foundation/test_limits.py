import pytest
from flask import Flask
from limits import RateLimitItemPerHour
from werkzeug.middleware.proxy_fix import ProxyFix

from foundation import limits
from foundation.limits import Spent


@pytest.fixture
def who(app):
    """The client that a request counts as."""

    def ask(address: str, forwarded: str = "", hops: int = 0) -> str:
        bare = Flask("bare")
        bare.add_url_rule("/", view_func=lambda: limits.client())
        if hops:
            bare.wsgi_app = ProxyFix(bare.wsgi_app, x_for=hops)
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        return bare.test_client().get("/", headers=headers, environ_base={"REMOTE_ADDR": address}).text

    return ask


def test_each_ipv4_address_is_a_client_and_only_its_hash_is_kept(who):
    assert who("192.0.2.1") == who("192.0.2.1")
    assert who("192.0.2.1") != who("192.0.2.2")
    assert "192" not in who("192.0.2.1")


def test_an_ipv6_64_is_one_client(who):
    assert who("2001:db8:1:2::1") == who("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert who("2001:db8:1:2::1") != who("2001:db8:1:3::1")


def test_an_ipv4_address_inside_ipv6_is_the_ipv4_client(who):
    assert who("::ffff:192.0.2.1") == who("192.0.2.1")
    assert who("::ffff:192.0.2.1") != who("::ffff:192.0.2.2")


def test_a_forwarded_address_is_believed_only_from_our_own_proxies(who):
    assert who("192.0.2.1", "198.51.100.7") == who("192.0.2.1")
    assert who("192.0.2.1", "198.51.100.7", hops=1) == who("198.51.100.7")
    assert who("192.0.2.1", "203.0.113.9, 198.51.100.7", hops=1) == who("198.51.100.7"), "the first one is made up"


def test_an_allowance_is_spent_by_name_and_shared_by_all(app):
    item = RateLimitItemPerHour(2)
    assert [limits.spend(item, "a") for _ in range(3)] == [Spent.WITHIN, Spent.WITHIN, Spent.OVER]
    assert limits.spend(item, "b") is Spent.WITHIN
    assert 0 < limits.seconds_left(item, "a") <= 3600


def test_a_store_that_is_down_is_told_and_refuses_nobody(app):
    from limits.storage import storage_from_string

    from searchhero.embedded import free_port

    gone = storage_from_string(f"valkey://127.0.0.1:{free_port()}/0", socket_connect_timeout=0.5)
    there, limits.limiter._storage = limits.limiter._storage, gone
    try:
        assert limits.spend(RateLimitItemPerHour(2), "a") is Spent.STORE_DOWN
        assert limits.seconds_left(RateLimitItemPerHour(2), "a") == 3600
    finally:
        limits.limiter._storage = there


@pytest.mark.parametrize("said", ["198.51.100.7:51234", "198.51.100.7"])
def test_a_port_beside_a_forwarded_address_does_not_count(who, said):
    assert who("192.0.2.1", said, hops=1) == who("198.51.100.7")


def test_S3_an_address_that_cannot_be_read_costs_nobody_the_report(who):
    assert who("192.0.2.1", "[2001:db8:1:2::1]:443", hops=1) == who("2001:db8:1:2::9")
    assert who("192.0.2.1", "unknown", hops=1) == who("192.0.2.1", "_hidden]", hops=1) == who("")
