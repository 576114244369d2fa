"""The neutral page for ids that nobody has, that were taken back, and that cannot be one: whether the time tells which.

    python -m bench bench.neutral

Each kind is asked for three hundred times, in turn, through the whole application in process: CPU of the thread and
time by the wall, with their quartiles. The difference of two medians is held against what chance makes of it: the same
answers dealt anew into two heaps, two thousand times. Past 99 of 100 of those, the time would tell (rule P9).
"""

import os
import random
import string
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

from flask.testing import FlaskClient

from appeals import workflow
from appeals.rules import EndReason
from foundation import background, clock
from foundation.tokens import opaque
from searchhero import logs, schema
from searchhero.web import create_app
from tests.appeals.factories import make_desk, publish_appeal

EACH, WARM, DEALT = 300, 60, 2000
CHANCE = random.Random(9)  # deals heaps, keeps no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Milliseconds of one answer."""

    cpu: float
    wall: float


def main() -> None:
    logs.configure()
    background.configure()
    schema.upgrade()
    now, editor = clock.now(), make_desk().editor
    withdrawn = []
    for _ in range(EACH + WARM):
        appeal = publish_appeal(now=now)
        workflow.withdraw_appeal(appeal.appeal_id, editor, EndReason.STAND_DOWN, now=now)
        withdrawn.append(appeal.public_id)
    kinds = {
        "unknown": [opaque() for _ in withdrawn],
        "unknown too": [opaque() for _ in withdrawn],
        "withdrawn": withdrawn,
        "malformed": [
            "".join(CHANCE.choices(string.ascii_letters + "-_.~", k=CHANCE.randint(1, 40))) for _ in withdrawn
        ],
    }
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    told(measured(create_app().test_client(), kinds))
    print(f"load after: {os.getloadavg()[0]:.1f}", flush=True)


def measured(client: FlaskClient, kinds: dict[str, list[str]]) -> dict[str, list[Took]]:
    """One of each kind after another, in an order that chance gives; the first ones are not counted."""
    took: dict[str, list[Took]] = {kind: [] for kind in kinds}
    for number in range(EACH + WARM):
        for kind in CHANCE.sample(list(kinds), len(kinds)):
            path = f"/appeals/{kinds[kind][number]}"
            cpu, wall = time.thread_time(), time.perf_counter()
            status = client.get(path).status_code
            spent = Took(cpu=(time.thread_time() - cpu) * 1000, wall=(time.perf_counter() - wall) * 1000)
            if status != 410:
                raise SystemExit(f"{kind}: {status}")
            if number >= WARM:
                took[kind].append(spent)
    return took


def told(took: dict[str, list[Took]]) -> None:
    clocks: dict[str, Callable[[Took], float]] = {"CPU": lambda each: each.cpu, "wall": lambda each: each.wall}
    for clock_name, of in clocks.items():
        times = {kind: [of(each) for each in found] for kind, found in took.items()}
        for kind, found in times.items():
            low, middle, high = quantiles(found, n=4)
            print(f"{clock_name}, {kind}: {middle:.3f} ms ({low:.3f} to {high:.3f}), {EACH} answers", flush=True)
        unknown = times.pop("unknown")
        for kind, found in times.items():
            apart, noise = abs(median(unknown) - median(found)), dealt(unknown + found)
            verdict = "TELLS" if apart > noise else "does not tell"
            print(f"{clock_name}, unknown and {kind}: {apart:.3f} ms apart, chance {noise:.3f}: {verdict}", flush=True)


def dealt(both: list[float]) -> float:
    """How far apart the medians of two heaps are that differ by chance alone, in 99 of 100 deals."""
    apart = []
    for _ in range(DEALT):
        CHANCE.shuffle(both)
        apart.append(abs(median(both[:EACH]) - median(both[EACH:])))
    return quantiles(apart, n=100)[-1]


if __name__ == "__main__":
    main()
