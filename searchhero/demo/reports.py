"""The demo's reports, in every state that a report can be in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image, ImageDraw

from foundation.database import reading
from foundation.languages import OWN
from searchhero.demo.cast import SIGHTINGS, DemoSighting
from sightings.queries import desk
from sightings.queries.receipt import get_by_form
from sightings.rules.places import GivenPlace, Source
from sightings.rules.report import Contact, Limit, Report
from sightings.rules.states import Outcome, Verdict
from sightings.workflow.answer import acknowledge, answer
from sightings.workflow.forward import Judgement
from sightings.workflow.submit import FormKey, submit
from sightings.workflow.triage import judge, open_report
from staff.access import Person

FORWARDED = {"forwarded", "acknowledged", "outcome"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who triages, and the appeals in the order of the cast."""

    triager: Person
    appeals: list[UUID]


def report_all(shift: Desk, now: datetime) -> None:
    """Every report of the cast, each on the way that it takes."""
    for each in SIGHTINGS:
        _report(shift, each, now - timedelta(hours=each.hours_ago))


def _report(shift: Desk, each: DemoSighting, then: datetime) -> None:
    form = FormKey(appeal_id=shift.appeals[each.appeal], nonce=uuid4().hex)
    submit(_words(each), form, admit=lambda: Limit.WITHIN, now=then)
    with reading() as session:
        sighting_id = get_by_form(session, form.appeal_id, form.nonce).id
    if each.ends in FORWARDED | {"set_aside"}:
        _triage(shift.triager, sighting_id, each, then + timedelta(minutes=6))
    if each.ends in {"acknowledged", "outcome"}:
        with reading() as session:
            forwarding_id = desk.forwardings(session, sighting_id)[0].id
        acknowledge(forwarding_id, 1, "DC Kerrigan, 4417", then + timedelta(minutes=14))
        if each.ends == "outcome":
            answer(forwarding_id, Outcome.ELIMINATED, "Spoken to: it was somebody else.", then + timedelta(hours=3))


def _triage(triager: Person, sighting_id: UUID, each: DemoSighting, then: datetime) -> None:
    open_report(sighting_id, triager, then)
    aside = each.ends == "set_aside"
    judgement = Judgement(
        verdict=Verdict.SET_ASIDE if aside else Verdict.CREDIBLE,
        words="From before the person was missing." if aside else "",
        by=triager,
    )
    judge(sighting_id, judgement, then)


def _words(each: DemoSighting) -> Report:
    places = (GivenPlace(source=Source.WORDS, text=each.where),) if each.where else ()
    contact = Contact(
        name="Sam Teller" if each.contact else "",
        phone="07700 900123" if each.contact else "",
        police_may=each.contact,
    )
    return Report(
        what=each.what,
        seen_when=each.when,
        seen_at=None,
        places=places,
        contact=contact,
        under_18=False,
        happening=each.ends == "urgent",
        language=OWN,
        photo=_picture() if each.photo else b"",
        photo_fault=None,
    )


def _picture() -> bytes:
    """A drawn towpath, with the kind of place in it that a phone writes into a photo."""
    image = Image.new("RGB", (1600, 1200), (176, 196, 206))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 1600, 1200), fill=(112, 140, 96))
    draw.polygon([(640, 640), (760, 640), (1150, 1200), (250, 1200)], fill=(196, 180, 150))
    draw.polygon([(900, 640), (1600, 640), (1600, 980)], fill=(120, 160, 180))
    draw.ellipse((690, 560, 716, 590), fill=(150, 82, 48))
    draw.rounded_rectangle((684, 586, 722, 668), 12, fill=(48, 92, 110))
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (57.0, 28.0, 30.0), 3: "W", 4: (4.0, 13.0, 48.0)}
    out = BytesIO()
    image.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()
