"""Reports as the public sends them, through the real form."""

import io
import re
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from appeals.rules import PublicAppeal
from foundation import clock
from foundation.database import reading, transaction
from sightings.models import Sighting, SightingPhoto
from tests.appeals.factories import publish_appeal
from tests.staff.factories import make_team

CALM = "A person in a green coat waited at the bus stop by the library, then walked towards the harbour."


def live_appeal(**given: Any) -> PublicAppeal:
    """An appeal that is public at this moment, with a team that can be written to."""
    if "team_id" not in given:
        with transaction() as session:
            given["team_id"] = make_team(session).id
    return publish_appeal(now=given.pop("now", clock.now()), **given)


def path_of(appeal: PublicAppeal) -> str:
    return f"/appeals/{appeal.public_id}/sighting"


def form_key(client: Any, appeal: PublicAppeal, query: str = "") -> str:
    """The signed key of a form that is opened now."""
    page = client.get(f"{path_of(appeal)}?step=form{query}")
    assert page.status_code == 200
    return key_in(page.text)


def key_in(page: str) -> str:
    """The key in a page with the form."""
    found = re.search(r'name="form_key"[^>]*value="([^"]+)"', page)
    assert found, "no form in the page"
    return found[1]


def send(client: Any, appeal: PublicAppeal, **fields: Any) -> Any:
    """Post the form; ``form_key`` is that of a fresh one unless given, ``photo`` bytes or (bytes, name)."""
    given = {"form_key": fields.pop("form_key", None) or form_key(client, appeal), "what": CALM, **fields}
    photo = given.pop("photo", None)
    if photo is not None:
        content, name = photo if isinstance(photo, tuple) else (photo, "IMG_0001.jpg")
        given["photo"] = (io.BytesIO(content), name)
    return client.post(path_of(appeal), data=given, content_type="multipart/form-data")


def code_in(page: str) -> str:
    """The receipt code in a page."""
    found = re.search(r'class="sh-code">([0-9A-Z-]{19})<', page)
    assert found, "no receipt in the page"
    return found[1]


def submit_sighting(app: Flask, appeal: PublicAppeal, **fields: Any) -> Sighting:
    """One report through the form, as it is kept."""
    before = {row.id for row in sightings()}
    assert send(app.test_client(), appeal, **fields).status_code == 201
    return next(row for row in sightings() if row.id not in before)


def sightings() -> list[Sighting]:
    """All reports, the oldest first."""
    with reading() as session:
        return list(session.scalars(select(Sighting).order_by(Sighting.received_at)))


def photos() -> list[SightingPhoto]:
    with reading() as session:
        return list(session.scalars(select(SightingPhoto)))


def jpeg(*, place: tuple[float, float] | None = None, size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture as a phone takes it; ``place`` is written into its EXIF, to the second of arc."""
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    if place is not None:
        exif.get_ifd(0x8825).update(_gps(*place))
    made = io.BytesIO()
    Image.new("RGB", size, (40, 120, 90)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def _gps(latitude: float, longitude: float) -> dict[int, Any]:
    return {
        1: "N" if latitude >= 0 else "S",
        2: _parts(abs(latitude)),
        3: "E" if longitude >= 0 else "W",
        4: _parts(abs(longitude)),
        31: 12.0,
    }


def _parts(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return float(whole), float(minutes), round(seconds, 2)
