"""Building the assets: quick when nothing changed, one sentence when it cannot be done."""

import gzip
import json
import subprocess
import sys
import time

import brotli
import pytest

from searchhero import build_assets
from searchhero.assets import asset


def test_a_second_build_does_nothing_and_is_quick(assets: None) -> None:
    start = time.monotonic()
    command = [sys.executable, "-m", "searchhero.build_assets"]
    done = subprocess.run(command, cwd=build_assets.ROOT, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - start < 3


def test_every_name_in_the_manifest_is_a_file(assets: None) -> None:
    manifest = json.loads((build_assets.BUILT / "manifest.json").read_text())
    assert {
        "public.css",
        "forms.css",
        "staff.css",
        "map.css",
        "mail.css",
        "public.js",
        "staff.js",
        "mark.svg",
        "outline.json",
    } <= set(manifest)
    assert [file for file in manifest.values() if not (build_assets.BUILT / file).is_file()] == []


def test_the_outline_is_geojson_of_great_britain(assets: None) -> None:
    manifest = json.loads((build_assets.BUILT / "manifest.json").read_text())
    outline = json.loads((build_assets.BUILT / manifest["outline.json"]).read_text())
    assert outline["type"] == "MultiPolygon"
    points = [point for polygon in outline["coordinates"] for ring in polygon for point in ring]
    assert all(-9 < x < 2.2 and 49.8 < y < 61 for x, y in points)
    assert max(y for _, y in points) > 60.5


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in build_assets.LOCK.read_text()


def test_without_a_line_out_one_sentence_says_so() -> None:
    output = "npm error code ECONNREFUSED\nnpm error syscall connect\nnpm error FetchError: request failed"
    said = build_assets._reason(output)
    assert said == "the npm registry cannot be reached (ECONNREFUSED); the first build needs the internet."


def test_a_slip_in_the_style_is_named() -> None:
    assert build_assets._reason("Error: Undefined variable.\n  at file.scss") == "Error: Undefined variable."


@pytest.mark.parametrize(("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_style_and_script_are_given_coded_and_are_the_same(client, assets: None, coding: str, decode) -> None:
    for name, media_type in (("public.css", "text/css"), ("public.js", "javascript")):
        plain = client.get(asset(name), headers={"Accept-Encoding": "identity"})
        coded = client.get(asset(name), headers={"Accept-Encoding": coding})
        assert "Content-Encoding" not in plain.headers
        assert coded.headers["Content-Encoding"] == coding
        assert media_type in coded.headers["Content-Type"]
        assert coded.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert coded.headers["ETag"] != plain.headers["ETag"]
        assert "immutable" in coded.headers["Cache-Control"]
        assert decode(coded.data) == plain.data
    assert client.get("/static/built/../../pyproject.toml").status_code >= 400
