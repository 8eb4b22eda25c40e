#!/usr/bin/python3
"""What an image's archive holds, judged without running it: nothing to log in with, nothing of the machine that built it.

    image_content.py ARCHIVE WORD...    a WORD of the machine (a mirror, a proxy) that must not occur; says what is wrong
"""
import gzip
import json
import pathlib
import posixpath
import re
import sys
import tarfile

MOST_BYTES = 15_000_000  # compressed
USER = "65532:65532"
PROGRAM = "/usr/bin/gatewarden"
LABELS = {"title", "description", "version", "revision", "source", "licenses"}
# The only files that may be executed: the program and the dynamic linker, which is none without it.
EXECUTABLE = re.compile(r"usr/bin/gatewarden|usr/lib/[^/]+/ld-linux[^/]*")
wrong = []


def check(holds, what):
    if not holds:
        wrong.append(what)


def judge_config(image, config):
    run = config["config"]
    check(run.get("User") == USER, f"user is {run.get('User')!r}")
    check(run.get("Entrypoint") == [PROGRAM], f"entry point is {run.get('Entrypoint')}, not the program itself")
    check(run.get("Cmd") == ["run", "/etc/gatewarden/fleet.yaml"], f"command is {run.get('Cmd')}")
    check(run.get("Healthcheck", {}).get("Test") == ["CMD", PROGRAM, "health"], f"health check is {run.get('Healthcheck')}")
    check(run.get("Volumes") == {"/var/lib/gatewarden": {}}, f"volumes are {run.get('Volumes')}")
    check(run.get("StopSignal") == "SIGTERM", f"stop signal is {run.get('StopSignal')}")
    check(all(each.startswith("PATH=") for each in run.get("Env", [])), f"environment is {run.get('Env')}")
    told = {name.removeprefix("org.opencontainers.image."): text for name, text in run.get("Labels", {}).items()}
    check(set(told) == LABELS and all(told.values()), f"labels are {told}")
    check(re.fullmatch(r"[0-9a-f]{40}", told.get("revision", "")), f"revision is {told.get('revision')!r}")
    check(image["RepoTags"] == [f"gatewarden:{told.get('version')}"], f"it is tagged {image['RepoTags']}")
    steps = [step["created_by"] for step in config["history"]]
    check(not any(re.match(r"RUN\b|/bin/sh -c (?!#)", step) for step in steps), f"a command was run in the last stage: {steps}")
    check(not any("io.buildah" in name for name in run.get("Labels", {})), "the builder signed it")


def judge_file(member, content):
    path = member.name.removeprefix("./").rstrip("/")
    if member.isfile() and member.mode & 0o111:
        check(EXECUTABLE.fullmatch(path), f"{path} may be executed")
    check(not content.startswith(b"#!"), f"{path} is a script")
    check(not member.mode & 0o6000, f"{path} changes its user or group")
    check(not (member.mode & 0o002 and path != "tmp" and not member.issym()), f"everybody may write {path}")
    check(not re.match(r"(etc/(apt|shadow|resolv.conf)|root|home|usr/(s?bin|local)/(?!gatewarden$))", path), f"{path} is there")
    own = path.startswith("var/lib/gatewarden")
    check((member.uid, member.gid) == ((65532, 65532) if own else (0, 0)), f"{path} belongs to {member.uid}:{member.gid}")
    if path == "var/lib/gatewarden":
        check(member.mode & 0o777 == 0o700, f"the state's folder has mode {member.mode:o}")


def judge_words(where, content, words):
    for word in words:
        check(word.encode() not in content, f"{where} names {word!r}")


def main(archive, words):
    packed = len(gzip.compress(pathlib.Path(archive).read_bytes()))
    check(packed <= MOST_BYTES, f"it has {packed} bytes")
    with tarfile.open(archive) as whole:
        (image,) = json.load(whole.extractfile("manifest.json"))
        config = whole.extractfile(image["Config"]).read()
        judge_words("its configuration", config, words)
        judge_config(image, json.loads(config))
        names = set()
        for layer in image["Layers"]:
            with tarfile.open(fileobj=whole.extractfile(layer)) as files:
                for member in files:
                    content = files.extractfile(member).read() if member.isfile() else b""
                    judge_file(member, content)
                    judge_words(member.name, content + member.linkname.encode(), words)
                    names.add(posixpath.normpath(member.name))
    for needed in ("etc/passwd", "etc/nsswitch.conf", "etc/ssl/certs/ca-certificates.crt", "etc/gatewarden", "tmp",
                   "var/lib/gatewarden", "usr/share/doc/gatewarden/LICENSE"):
        check(needed in names, f"{needed} is missing")
    print("\n".join(wrong) or f"{packed} bytes compressed, {len(names)} files and folders")
    return bool(wrong)


sys.exit(main(sys.argv[1], [word for word in sys.argv[2:] if word]))
