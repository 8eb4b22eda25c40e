#!/usr/bin/python3
"""Judges a list of deploy/sbom (JSON) as a foreign reader does.

    bill.py valid SBOM         by CycloneDX' rules, and by those that a schema cannot say
    bill.py mapped SBOM MAPS   its shared objects are those of a /proc/PID/maps, both ways; what a nsswitch.conf names and
                               does not come with the C library belongs to the machine, and is named
    bill.py packages SBOM      its packages, one a line, those with no file of theirs last: the header-only ones
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys

import jsonschema

SCHEMA = json.loads(pathlib.Path(__file__).with_name("cyclonedx.schema.json").read_text())


def files(component):
    return {each["name"]: each["hashes"][0]["content"] for each in component.get("components", [])}


def valid(bill):
    for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(bill):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
    libraries = [each for each in bill["components"] if each["type"] == "library"]
    references = [each["bom-ref"] for each in [bill["metadata"]["component"], *libraries]]
    if len(set(references)) != len(references):
        yield "a bom-ref stands twice"
    for dependency in bill["dependencies"]:
        yield from (f"no component {each}" for each in [dependency["ref"], *dependency["dependsOn"]] if each not in references)
    for library in libraries:
        yield from of_debian(library)
        for name, digest in files(library).items():
            if hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest() != digest:
                yield f"{name} has another hash"


def of_debian(library):
    """What dpkg itself says of it."""
    said = {each["name"]: each["value"] for each in library["properties"]}
    stated = [library["name"], library["version"], said["debian:source"], said["debian:source-version"]]
    known = subprocess.run(["dpkg-query", "--show", "--showformat", "${Package} ${Version} ${source:Package} ${source:Version}\n",
                            library["name"]], text=True, capture_output=True, check=False).stdout.splitlines()
    if " ".join(stated) not in known:
        yield f"dpkg does not know {stated}, but {known}"


def mapped(bill, maps):
    listed = {name for each in bill["components"] for name in files(each) if re.search(r"\.so(\.|$)", name)}
    found = {path for path in re.findall(r" (/\S+\.so\S*)$", maps, re.M)}
    found = {re.sub(r"^/(?=lib)", "/usr/", path) for path in found}
    of_the_machine = {each for each in found - listed if re.search(r"/libnss_\w+\.so", each)}
    for path in sorted(of_the_machine):
        print(f"of this machine, by its nsswitch.conf: {path}")
    yield from (f"mapped, but not listed: {path}" for path in sorted(found - listed - of_the_machine))
    yield from (f"listed, but not mapped: {path}" for path in sorted(listed - found))
    if not found:
        yield "nothing is mapped"


def packages(bill):
    for each in sorted(bill["components"], key=lambda each: (not files(each), each["name"])):
        print(each["name"], "" if files(each) else "(headers)")
    return []


def main():
    how, bill = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
    rest = [pathlib.Path(each).read_text() for each in sys.argv[3:]]
    faults = list({"valid": valid, "mapped": mapped, "packages": packages}[how](bill, *rest))
    for fault in faults:
        print(fault)
    sys.exit(len(faults) > 0)


main()
