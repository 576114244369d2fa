"""The size gates and habits of the house, for all files."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("appeals", "foundation", "heroes", "outbox", "searchhero", "sightings", "staff")
FILE_LINES, FUNCTION_LINES, FUNCTION_P90, FILE_P90 = 300, 40, 25, 200
LEFT_OVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|mark\.skip|pytest\.skip|mark\.xfail")
BANNED_NAMES = {"utils", "helpers", "common", "core", "manager", "misc"}
DATA = {"searchhero/demo/cast.py"}
"""Files that hold nothing but a table of invented people."""


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", pattern], cwd=ROOT, text=True)
    return [ROOT / name for name in listed.split() if (ROOT / name).is_file()]


def ours() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in ROOMS]


def lines_of(path: Path) -> int:
    return sum(1 for line in path.read_text().splitlines() if line.strip())


def functions() -> list[tuple[str, int]]:
    found = []
    for path in ours():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                found.append((f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1))
    return found


def p90(values: list[int]) -> int:
    return sorted(values)[int(len(values) * 0.9)]


def test_no_file_is_longer_than_its_gate() -> None:
    sizes = {str(path.relative_to(ROOT)): lines_of(path) for path in ours()}
    assert {name: size for name, size in sizes.items() if size > FILE_LINES and name not in DATA} == {}
    assert p90(list(sizes.values())) <= FILE_P90


def test_no_function_is_longer_than_its_gate() -> None:
    migrations = "searchhero/migrations/"
    found = [(name, size) for name, size in functions() if not name.startswith(migrations)]
    assert [(name, size) for name, size in found if size > FUNCTION_LINES] == []
    assert p90([size for _, size in found]) <= FUNCTION_P90


def test_nothing_is_left_over() -> None:
    here = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.py") + tracked("*.html") + tracked("*.js") + tracked("*.scss")
        if path != here
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if LEFT_OVERS.search(line)
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in ours() if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES] == []


@pytest.mark.parametrize("room", ["appeals", "heroes", "sightings", "staff", "outbox"])
def test_views_tasks_and_queries_never_open_a_transaction(room: str) -> None:
    edges = [
        path
        for path in (ROOT / room).rglob("*.py")
        if any(
            part.removesuffix(".py") in {"views", "tasks", "queries", "cli"} for part in path.relative_to(ROOT).parts
        )
    ]
    assert edges
    assert [
        path.relative_to(ROOT) for path in edges if re.search(r"\btransaction\(|\.commit\(", path.read_text())
    ] == []


def test_rules_stand_on_the_standard_library_alone() -> None:
    import sys

    allowed = set(sys.stdlib_module_names)
    for path in ours():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if len(parts) > 1 and parts[1] == "rules":
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                for name in names:
                    assert name.split(".")[0] in allowed or ".".join(name.split(".")[:2]) == f"{parts[0]}.rules", (
                        path,
                        name,
                    )


def test_only_the_clock_reads_the_time() -> None:
    reads = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    found = [path.relative_to(ROOT) for path in ours() if path.name != "clock.py" and reads.search(path.read_text())]
    assert found == []


def test_nothing_committed_names_a_path_of_this_machine() -> None:
    found = [path for path in tracked("*") if b"/work/" in path.read_bytes() and path != Path(__file__)]
    assert found == []
