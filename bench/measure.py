"""One measurement in a process of its own: ``python -m bench.measure bench.pages``, as ``python -m bench`` calls it.

Ended by SIGTERM it takes down what it has started: php-fpm, MariaDB and nginx would go on for ever.
"""

import runpy
import signal
import sys


def end_in_order() -> None:
    """Make of SIGTERM what every ``finally`` sees."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


if __name__ == "__main__":
    end_in_order()
    measurement = sys.argv.pop(1)  # what comes after it is the measurement's own
    runpy.run_module(measurement, run_name="__main__", alter_sys=True)
