"""What is counted. Labels are endpoints, tasks and codes of ours; never a case (rule S2)."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("searchhero_requests", "Answers of the site.", ("endpoint", "method", "status"))
REQUEST_SECONDS = Histogram(
    "searchhero_request_seconds",
    "Time to an answer.",
    ("endpoint",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
TASKS = Counter("searchhero_tasks", "Tasks that ended.", ("task", "ending"))
TASK_SECONDS = Histogram(
    "searchhero_task_seconds", "Time that a task took.", ("task",), buckets=(0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 900)
)
LOG_FIELDS_DROPPED = Counter("searchhero_log_fields_dropped", "Fields that the allow-list kept out of the log (Y4).")


def count_kept(endpoint: str, method: str, status: int, number: int) -> None:
    """Answers that were given from kept bytes: they take microseconds, and would hide the durations of all others."""
    REQUESTS.labels(endpoint, method, status).inc(number)
