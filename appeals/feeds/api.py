"""The partner API's answers, and its description (OpenAPI 3.1), both from the same models."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from appeals.feeds.entries import PICTURE_WIDTH
from appeals.rules import PublicAppeal, Tombstone
from foundation.problems import MEDIA_TYPE as PROBLEM
from foundation.tokens import absolute

MOST_AT_ONCE = 200
_STRICT = ConfigDict(extra="forbid")
Moment = tuple[datetime, str]
"""When something changed, and its public id: the order of the list, newest first."""


class Photo(BaseModel):
    """A picture that may be shown unasked."""

    model_config = _STRICT
    url: str
    alt: str
    changed: bool = Field(description="Changed to show how the person may look now: say so wherever you show it.")


class LiveAppeal(BaseModel):
    """Everything of a live appeal. Before you show it, check that it is still live."""

    model_config = _STRICT
    state: Literal["live"]
    id: str = Field(description="Opaque and lasting.")
    version: int
    changed_at: AwareDatetime
    review_at: AwareDatetime = Field(description="Past this moment it is not live; do not show it any longer.")
    name: str
    age: int | None
    description: str
    last_seen: str
    area: str = Field(description="A town or wider. There are no coordinates.")
    region: str
    nation: str
    nationwide: bool
    police_force: str
    police_reference: str
    photos: list[Photo]
    page: str = Field(description="Link to it wherever you show the appeal.")
    notice: str = Field(description="Show it beside the appeal.")


class EndedAppeal(BaseModel):
    """An appeal that has ended: delete what you kept of it, everywhere. It is told for 30 days."""

    model_config = _STRICT
    state: Literal["ended"]
    id: str
    changed_at: AwareDatetime


Item = Annotated[LiveAppeal | EndedAppeal, Field(discriminator="state")]


class Page(BaseModel):
    """A part of the list, newest change first."""

    model_config = _STRICT
    items: list[Item]
    next: str | None = Field(description="Give it as `cursor` to go on; null at the end.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None


class Asked(BaseModel):
    """What a program may ask of the list."""

    model_config = _STRICT
    limit: Annotated[int, Field(ge=1, le=MOST_AT_ONCE, description="Items at once.")] = 100
    cursor: Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_-]*$", description="From `next`.")] = ""
    since: Annotated[
        AwareDatetime | None,
        Field(description="Only what was published or ended after it. Older than 30 days: fetch the whole list."),
    ] = None
    area: Annotated[
        str, Field(max_length=60, pattern=r"^[a-z0-9-]*$", description="A region or nation, such as `east-lothian`.")
    ] = ""


def live(appeal: PublicAppeal, notice: str) -> LiveAppeal:
    """As the API gives it."""
    base = f"/appeals/{appeal.public_id}"
    return LiveAppeal(
        state="live",
        id=appeal.public_id,
        version=appeal.version,
        changed_at=appeal.published_at,
        review_at=appeal.review_at,
        name=appeal.known_as,
        age=appeal.age,
        description=appeal.description,
        last_seen=appeal.last_seen,
        area=appeal.area,
        region=appeal.region,
        nation=appeal.nation,
        nationwide=appeal.national,
        police_force=appeal.force,
        police_reference=appeal.reference,
        photos=[
            Photo(url=absolute(f"{base}/photos/{each.key}-{PICTURE_WIDTH}.jpg"), alt=each.alt, changed=each.progressed)
            for each in appeal.photos
            if not each.blurred
        ],
        page=absolute(base),
        notice=notice,
    )


def page_of(appeals: Sequence[PublicAppeal], tombstones: Sequence[Tombstone], asked: Asked, notice: str) -> Page:
    """The part that was asked for."""
    after = read_cursor(asked.cursor) if asked.cursor else None
    every: list[tuple[Moment, PublicAppeal | Tombstone]] = [
        *(((each.published_at, each.public_id), each) for each in appeals),
        *(((each.ended_at, each.public_id), each) for each in tombstones),
    ]
    wanted = [
        (moment, each)
        for moment, each in sorted(every, key=lambda pair: pair[0], reverse=True)
        if (after is None or moment < after) and (asked.since is None or moment[0] > asked.since)
    ]
    shown = wanted[: asked.limit]
    return Page(
        items=[_item(each, notice) for _, each in shown],
        next=_cursor(shown[-1][0]) if len(wanted) > len(shown) else None,
    )


def _item(each: PublicAppeal | Tombstone, notice: str) -> LiveAppeal | EndedAppeal:
    if isinstance(each, PublicAppeal):
        return live(each, notice)
    return EndedAppeal(state="ended", id=each.public_id, changed_at=each.ended_at)


def _cursor(moment: Moment) -> str:
    return base64.urlsafe_b64encode(f"{moment[0].isoformat()} {moment[1]}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Moment:
    """After which item to go on.

    Raises:
        ValueError: when it is not one of ours.
    """
    at, _, public_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment, public_id


def description() -> bytes:
    """The OpenAPI 3.1 document."""
    _, schemas = models_json_schema(
        [(model, "serialization") for model in (Page, LiveAppeal, EndedAppeal, Photo, Problem)],
        ref_template="#/components/schemas/{model}",
    )
    parameters = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in Asked.model_json_schema()["properties"].items()
    ]
    one = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "Search Hero partner API",
            "version": "1",
            "description": "Live appeals for missing people, for partners. Ask again with `since`, and delete at once "
            "what has ended. Nothing here may be shown past its review date.",
        },
        "servers": [{"url": absolute("").rstrip("/")}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/appeals": {
                "get": _operation("appeals", "The list, newest change first.", "Page", parameters, ("400", "404"))
            },
            "/api/v1/appeals/{id}": {"get": _operation("appeal", "One live appeal.", "LiveAppeal", [one], ("410",))},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


_REFUSALS = {
    "400": "A parameter is not as described.",
    "401": "No key, or not one in force.",
    "404": "The cursor is not one that was given out.",
    "410": "Ended, unknown or malformed: the same answer for each.",
    "429": "Too many requests; see Retry-After.",
}


def _operation(
    name: str, summary: str, model: str, parameters: list[dict[str, Any]], refusals: tuple[str, ...]
) -> dict[str, Any]:
    refused = {
        status: {"description": _REFUSALS[status], "content": {PROBLEM: {"schema": _schema("Problem")}}}
        for status in sorted({"401", "429", *refusals})
    }
    good = {
        "200": {"description": summary, "content": {"application/json": {"schema": _schema(model)}}},
        "304": {"description": "As you have it (If-None-Match)."},
    }
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": good | refused}


def _schema(model: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model}"}
