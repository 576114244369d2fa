"""Where a long address goes on to the next line."""

from markupsafe import Markup

from searchhero.parted import parted


def test_an_address_is_parted_before_its_at_and_its_dots_and_nowhere_else():
    found = Markup('<span class="sh-parted">duty<wbr>@health<wbr>.example<wbr>.org</span>')
    assert parted("duty@health.example.org") == found
    assert found.striptags() == "duty@health.example.org"


def test_what_somebody_typed_stays_words():
    assert "&#34;&lt;b&gt;&#34;<wbr>@x<wbr>.org" in parted('"<b>"@x.org')
