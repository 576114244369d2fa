"""The web server: granian with several processes on one socket."""

from foundation.settings import settings
from searchhero import logs, metrics

THREADS = 4
"""Of each process: one more than may be busy with drawings (``appeals.views.carry``)."""


def web(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT. A process that dies is started again.

    Raises:
        BrokenSettingsError: before anything is started.
    """
    settings()
    logs.configure()
    metrics.share()
    # Imported once here and shared by the processes, which are forked; the app itself is made in each.
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    import searchhero.web  # noqa: F401

    Granian(
        "searchhero.serve:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=2048,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=8,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig={"loggers": {"_granian": {"handlers": [], "propagate": True}}, "handlers": {}},
    ).serve()


def application() -> object:
    """The application of one process, which ends with the one that started it."""
    from searchhero.run.lineage import die_with_parent
    from searchhero.web import create_app

    die_with_parent()
    logs.configure()  # also where the processes are not forked: tracebacks with local values must never be printed
    return create_app()
