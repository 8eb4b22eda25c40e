"""The fenced parts of README.md and its pages, for the scripts of this folder."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```([a-z]*) ?(\S*)\n(.*?)^```$", re.M | re.S)


def fences(page):
    """Each (kind, name, content) of ```kind name."""
    return FENCE.findall((ROOT / page).read_text())


def sections(fleet):
    """A fleet file by its top-level keys, each with its own text."""
    parts = re.split(r"^(?=[a-z]\w*:)", fleet, flags=re.M)
    return {part.partition(":")[0]: part for part in parts if re.match(r"[a-z]", part)}
