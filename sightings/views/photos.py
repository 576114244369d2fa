"""Photos of reports, as staff and police get them (rule S6; threats 19 and 20)."""

from flask import Response, abort

from foundation.images import store
from foundation.images.cleaning import Format
from sightings.models import SightingPhoto
from sightings.workflow.photos import CLEAN

_SHUT = "default-src 'none'; sandbox"


def shown(photo: SightingPhoto | None) -> Response:
    """The clean copy, in the page. 404 for one that is not there, not ready, or not for this reader."""
    content = store.read_sealed(photo.key, CLEAN) if photo and photo.state == "clean" else None
    if content is None:
        abort(404)
    response = Response(content, mimetype=Format.JPEG.media_type)
    response.headers.update(
        {"Content-Disposition": "inline", "Content-Security-Policy": _SHUT, "Cache-Control": "no-store"}
    )
    return response


def attached(content: bytes | None, key: str) -> Response:
    """An original as a download of no kind, so that nothing opens it by itself."""
    if content is None:
        abort(404)
    response = Response(content, mimetype="application/octet-stream")
    response.headers.update(
        {
            "Content-Disposition": f'attachment; filename="{key}.bin"',
            "Content-Security-Policy": _SHUT,
            "Cache-Control": "no-store",
        }
    )
    return response
