"""One 12-megapixel photo to all widths and forms (JPEG and WebP), in a process of its own: ours and libvips' (pyvips).

libvips is fetched for this alone into a folder that is thrown away; nothing of the service uses it. This process stays
small on purpose: Linux counts the memory of whoever starts a process as that process's own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from foundation.images.cleaning import WIDTHS
from foundation.images.cleaning import command as cleaner

ORDER = json.dumps({"widths": WIDTHS, "turn": 0, "crop": [0, 0, 100, 100], "desk": False})
VIPS = f"""
import sys
sys.path.insert(0, sys.argv[1])
import pyvips
original = sys.stdin.buffer.read()
made = pyvips.Image.thumbnail_buffer(original, {WIDTHS[0]}, height={2 * WIDTHS[0]}, size="down").copy_memory()
for width in {WIDTHS}:
    made = made.thumbnail_image(width, height=2 * width, size="down").copy_memory()
    sys.stdout.buffer.write(made.jpegsave_buffer(Q=82, interlace=True, optimize_coding=True, strip=True))
    sys.stdout.buffer.write(made.webpsave_buffer(Q=78, effort=4, strip=True))
"""
TIMES = 7
LIKE_OURS = {"VIPS_CONCURRENCY": "1"}
"""Our process works on one core: several uploads at once use the others."""


def run(command: list[str], original: bytes, extra: dict[str, str]) -> tuple[float, float, int]:
    """Seconds of wall time, MiB at the most, and bytes of what came out."""
    with tempfile.TemporaryFile() as given:
        given.write(original)
        given.seek(0)
        started = time.perf_counter()
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, env=extra) as child:
            made = len(child.stdout.read()) if child.stdout else 0
            _, status, used = os.wait4(child.pid, 0)
            took = time.perf_counter() - started
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{command[0]} ended with {child.returncode}")
        return took, used.ru_maxrss / 1024, made


def main() -> None:
    original = subprocess.run([sys.executable, "-m", "bench.original"], check=True, stdout=subprocess.PIPE).stdout
    with tempfile.TemporaryDirectory() as folder:
        fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "pyvips[binary]"]
        subprocess.run(fetch, check=True)
        rivals: dict[str, tuple[list[str], dict[str, str]]] = {
            "ours": (cleaner(ORDER), {}),
            "libvips": ([sys.executable, "-I", "-c", VIPS, folder], {}),
            "libvips, one thread": ([sys.executable, "-I", "-c", VIPS, folder], LIKE_OURS),
        }
        seen: dict[str, list[tuple[float, float, int]]] = {name: [] for name in rivals}
        for _ in range(TIMES):  # side by side, so that other work on the machine meets all alike
            for name, (command, extra) in rivals.items():
                seen[name].append(run(command, original, extra))
    figures = {
        name: (median(each[0] for each in rows), median(each[1] for each in rows)) for name, rows in seen.items()
    }
    for name, (took, memory) in figures.items():
        print(f"{name}: {took * 1000:.0f} ms, {memory:.0f} MiB, {seen[name][0][2] / 1024:.0f} KiB of pictures")
    for name in list(figures)[1:]:
        took, memory = (mine / theirs for mine, theirs in zip(figures["ours"], figures[name], strict=True))
        print(f"over {name}: time {took:.2f} (at most 1.1), memory {memory:.2f} (at most 0.6)")


if __name__ == "__main__":
    main()
