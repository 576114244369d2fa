"""Logs carry ids, codes, counts and durations, and nothing else (rule Y4).

An allow-list of keys, and a shape for their values: what is not on it is dropped and counted. A fault is told by its
class and by where it happened; its message may quote an address, so only a developer's own machine prints it.
"""

import logging
import re
import sys
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor, WrappedLogger

from foundation.background import request_id
from foundation.settings import settings

KEYS = frozenset(
    {
        *("event", "level", "timestamp", "logger", "request_id", "dropped"),
        *(
            "method",
            "endpoint",
            "status",
            "ms",
            "task",
            "sweep",
            "queue",
            "lane",
            "run",
            "window",
            "worker",
            "pid",
            "port",
        ),
        *("kind", "state", "action", "reason", "code", "fault", "where", "role", "scope", "store", "check"),
        *("attempt", "attempts", "count", "rows", "size", "bytes", "seconds", "width", "height", "version", "revision"),
    }
)
"""And every key with one of the endings below."""
_ENDINGS = ("_id", "_ids", "_count", "_seconds", "_ms", "_at", "_code", "_bytes")
_CODE = re.compile(r"[\w.:/+\-]{0,100}", re.ASCII)
_EVENT = re.compile(r"[a-z][a-z0-9_.]{0,80}", re.ASCII)
_PLAIN_SPEAKERS = (
    "_granian",
    "celery.apps",
    "celery.beat",
    "celery.concurrency",
    "celery.worker.consumer",
    "multiprocessing",
)
"""Libraries whose messages tell of processes and connections, never of what people wrote."""
_SILENT = (
    "alembic.runtime.plugins",
    "celery.app.trace",
    "celery.worker.strategy",
    "celery.redirected",
    "werkzeug",
    "mail.log",
)
"""Libraries whose messages quote arguments and faults; ``searchhero.worker`` tells what matters of it."""

log = structlog.get_logger()


def configure() -> None:
    """Set up the logs of this process: JSON lines on standard error, readable ones in development."""
    development = settings().environment == "development"
    ours: list[Processor] = [
        structlog.stdlib.add_log_level,
        _add_request_id,
        tell_fault(with_message=development),
        allow_only_known,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *ours,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: Processor = structlog.processors.JSONRenderer()
    if development:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                _quieten_library,
                *ours[1:],
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings().log_level, force=True)
    for name in _SILENT:
        # Not ``disabled``: granian's own set-up takes that back.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def init(app: Flask) -> None:
    """One line and one count for each answer. The endpoint's name, not the path: paths carry tokens."""
    from searchhero import measures

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        endpoint = request.endpoint or "none"
        measures.REQUESTS.labels(endpoint, known_method(request.method), response.status_code).inc()
        measures.REQUEST_SECONDS.labels(endpoint).observe(seconds)
        log.info(
            "answered",
            method=known_method(request.method),
            endpoint=endpoint,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
        return response


def known_method(method: str) -> str:
    """The method when it is one of HTTP's (RFC 9110): a client chooses the word, and it becomes a label."""
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "OTHER"


def allow_only_known(logger: WrappedLogger | None, name: str, event_dict: EventDict) -> EventDict:
    """Keep known keys with plain values; drop and count the rest."""
    from searchhero import measures

    vouched = event_dict.pop("_vouched", frozenset())
    kept = {key: value for key, value in event_dict.items() if key in vouched or _may_stand(key, value)}
    if dropped := len(event_dict) - len(kept):
        measures.LOG_FIELDS_DROPPED.inc(dropped)
        kept["dropped"] = dropped
    kept.setdefault("event", "event_without_a_name")
    return kept


def tell_fault(*, with_message: bool) -> Processor:
    """A processor that turns an exception into its class and the places in our code that it went through."""

    def tell(logger: WrappedLogger | None, name: str, event_dict: EventDict) -> EventDict:
        record = event_dict.get("_record")
        information = event_dict.pop("exc_info", None) or (record.exc_info if record else None)
        if information is True:
            information = sys.exc_info()
        error = information if isinstance(information, BaseException) else (information or (None, None))[1]
        if record is not None:
            record.exc_info = record.exc_text = None
        if error is not None:
            event_dict["fault"] = type(error).__name__
            event_dict["where"] = _places(error)
            event_dict["_vouched"] = event_dict.get("_vouched", frozenset()) | {"where", "message"}
            if with_message:
                event_dict["message"] = str(error)
        return event_dict

    return tell


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return " > ".join(f"{'/'.join(frame.filename.rsplit('/', 2)[-2:])}:{frame.lineno}" for frame in frames)


def _may_stand(key: str, value: Any) -> bool:
    if key == "event":
        return _EVENT.fullmatch(str(value)) is not None
    return key.startswith("_") or ((key in KEYS or key.endswith(_ENDINGS)) and _plain(value))


def _plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return len(value) <= 100 and all(_plain(item) for item in value)
    return value is None or isinstance(value, int | float) or _CODE.fullmatch(str(value)) is not None


def _quieten_library(logger: WrappedLogger | None, name: str, event_dict: EventDict) -> EventDict:
    """A library's message as it stands in its source; filled in where it cannot hold what people wrote."""
    record: logging.LogRecord = event_dict["_record"]
    if record.name.startswith(_PLAIN_SPEAKERS):
        event_dict["event"] = str(event_dict["event"]).replace("\n", " ")
        event_dict["_vouched"] = frozenset({"event"})
    else:
        event_dict["event"] = "library_message"
        event_dict["where"] = f"{record.module}:{record.lineno}"
    return event_dict


def _add_request_id(logger: WrappedLogger | None, name: str, event_dict: EventDict) -> EventDict:
    if identity := request_id.get():
        event_dict.setdefault("request_id", identity)
    return event_dict
