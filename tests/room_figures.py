"""What is measured of each room, as tests/coverage and tests/mutants write it and tests/rules/figures reads it."""
import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"gateway/base/asio"}  # the sources of Boost.Asio
NOT_MEASURED = "not measured yet"


def rooms(root=ROOT):
    """The folders of gateway/ and adapters/ with sources, each with its files."""
    found = {}
    for top in ("gateway", "adapters"):
        for path in sorted((root / top).rglob("*.[ch]pp")):
            room = path.parent.relative_to(root).as_posix()
            if room not in NOT_OURS:
                found.setdefault(room, []).append(path.relative_to(root).as_posix())
    return found


def test_of(room):
    """The program with the tests of a room: an inner room is tested with the one around it."""
    return "test_" + room.split("/")[1]


def chosen(names):
    """The rooms of these names; without names all of them."""
    known = rooms()
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"no such room: {', '.join(unknown)}; the rooms: {' '.join(known)}")
    return names or list(known)


def build(preset, targets):
    """Builds targets in build/PRESET, which is returned. Ends the script where that fails."""
    log = ROOT / "build/logs" / f"{preset}-figures.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (ROOT / "build/logs/figures.lock").open("w") as lock, log.open("w") as out:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one build at a time in a folder
        for command in (["cmake", "--preset", preset, "-DGATEWARDEN_TESTS=ON"],
                        ["cmake", "--build", "--preset", preset, "--target", *targets, "--", f"-j{os.cpu_count()}"]):
            if subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False).returncode:
                sys.exit(f"{' '.join(targets)} cannot be built: {log}")
    return ROOT / "build" / preset


class Table:
    """A committed file: a head of comments, then a block for each room, which begins at the margin and goes on indented."""

    def __init__(self, path):
        self.head, self.blocks = "", {}
        for line in path.read_text().splitlines(keepends=True):
            if line.startswith("#"):
                self.head += line
            elif line[0] == " ":
                self.blocks[room] += line
            else:
                room = re.split(r"[\s:]", line, maxsplit=1)[0]
                self.blocks[room] = line
        self.path = path

    def write(self):
        """In the order of the rooms; rooms that are no more are left out, those without figures are said to be."""
        blocks = [self.blocks.get(room, f"{room}: {NOT_MEASURED}\n") for room in rooms()]
        self.path.write_text(self.head + "".join(blocks))
