#!/usr/bin/python3
"""Judges the recipes and the gdk-config.json of a Greengrass component by the rules of the GDK's schemas and by what
lite's nucleus takes, which is less. Each rule is tried on a recipe that breaks it first. With a folder: prints the
command by which the nucleus runs the component on this machine.

    recipe.py RECIPE...
    recipe.py --config GDK_CONFIG
    recipe.py --script RECIPE ARCHITECTURE KIND ARTIFACTS DECOMPRESSED WORK
"""
import copy
import json
import re
import sys

TOP = {"RecipeFormatVersion": str, "ComponentName": str, "ComponentVersion": str, "ComponentType": str,
       "ComponentDescription": str, "ComponentPublisher": str, "ComponentConfiguration": dict,
       "ComponentDependencies": dict, "Manifests": list, "Lifecycle": dict}
NEEDED = ("RecipeFormatVersion", "ComponentName", "ComponentVersion", "Manifests")
STEPS = {"bootstrap", "install", "run", "startup", "shutdown", "recover"}
IN_STEP = {"Script": str, "RequiresPrivilege": bool, "Timeout": int, "Setenv": dict, "Skipif": str}
IGNORED_BY_LITE = {"shutdown", "recover"}
ARCHITECTURES = {"amd64", "aarch64", "arm", "x86"}
VARIABLE = re.compile(r"\{(artifacts:(?:path|decompressedPath)|work:path|kernel:rootPath|iot:thingName|configuration:/[^}]+)\}")
SEMVER = re.compile(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$")
MQTT = "aws.greengrass.ipc.mqttproxy"
OPERATIONS = {"aws.greengrass#PublishToIoTCore", "aws.greengrass#SubscribeToIoTCore"}


def keys(thing, known, where):
    for key, value in thing.items():
        if key not in known:
            yield f"{where}.{key}: no such key, in this spelling"
        elif not isinstance(value, known[key]):
            yield f"{where}.{key}: must be {known[key].__name__}"


def lifecycle_faults(lifecycle, where):
    for name, step in lifecycle.items():
        if name not in STEPS:
            yield f"{where}.{name}: no step of a lifecycle (lite: in lower case)"
            continue
        if name in IGNORED_BY_LITE:
            yield f"{where}.{name}: lite ignores it"
        if isinstance(step, dict):
            yield from keys(step, IN_STEP, f"{where}.{name}")
            if "Skipif" in step:
                yield f"{where}.{name}.Skipif: lite ignores it"
        script = step.get("Script", "") if isinstance(step, dict) else step
        if not script:
            yield f"{where}.{name}: no script"
        for left in re.findall(r"(?<!\$)\{[a-z]+:[^}]*\}", VARIABLE.sub("", script)):
            yield f"{where}.{name}: nothing fills in {left}"
    if {"run", "startup"} <= set(lifecycle):
        yield f"{where}: only one of run and startup"


def manifest_faults(manifest, where):
    yield from keys(manifest, {"Name": str, "Platform": dict, "Lifecycle": dict, "Artifacts": list, "Selections": list}, where)
    platform = manifest.get("Platform", {})
    if platform.get("os") != "linux" or platform.get("architecture") not in ARCHITECTURES:
        yield f"{where}.Platform: {platform}"
    if platform.get("runtime") not in ("*", "aws_nucleus_lite"):
        yield f"{where}.Platform.runtime: lite takes no manifest without"
    if any(str(value).startswith("/") for value in platform.values()):
        yield f"{where}.Platform: lite knows no regular expressions"
    yield from lifecycle_faults(manifest.get("Lifecycle", {}), f"{where}.Lifecycle")
    for i, artefact in enumerate(manifest.get("Artifacts", [])):
        here = f"{where}.Artifacts[{i}]"
        yield from keys(artefact, {"Uri": str, "Unarchive": str, "Permission": dict, "Digest": str, "Algorithm": str}, here)
        if not re.match(r"^(s3://[^/]+/.+|docker:.+)$", artefact.get("Uri", "")):
            yield f"{here}.Uri: neither s3:// nor docker:"
        if artefact.get("Unarchive", "NONE") not in ("NONE", "ZIP"):
            yield f"{here}.Unarchive: NONE or ZIP"
        for use, who in artefact.get("Permission", {}).items():
            if use not in ("Read", "Execute") or who not in ("OWNER", "ALL", "NONE"):
                yield f"{here}.Permission.{use}: {who}"
        if artefact.get("Unarchive") == "ZIP" and artefact.get("Permission", {}).get("Execute") in (None, "NONE"):
            yield f"{here}: nothing of the archive may be executed"


def access_faults(recipe):
    configuration = recipe.get("ComponentConfiguration", {})
    yield from keys(configuration, {"DefaultConfiguration": dict}, "ComponentConfiguration")
    policies = configuration.get("DefaultConfiguration", {}).get("accessControl", {}).get(MQTT, {})
    if len(json.dumps(policies)) > 4096:
        yield "accessControl: lite reads no more than 4096 bytes"
    for name, policy in policies.items():
        if not name.startswith(recipe["ComponentName"] + ":"):
            yield f"accessControl: {name} is not this component's own: a core knows a name once"
        if set(policy) - {"policyDescription", "operations", "resources"} or not policy.get("resources"):
            yield f"accessControl.{name}: {sorted(policy)}"
        if len(policy.get("operations", [])) != 1 or not set(policy["operations"]) <= OPERATIONS:
            yield f"accessControl.{name}: of several operations lite takes the first that matches"


def faults(recipe):
    yield from keys(recipe, TOP, "recipe")
    yield from (f"{key}: is missing" for key in NEEDED if not recipe.get(key))
    if recipe.get("RecipeFormatVersion") != "2020-01-25":
        yield "RecipeFormatVersion: 2020-01-25 is the only one"
    if not re.match(r"^[a-zA-Z0-9._-]{1,128}$", recipe.get("ComponentName", "")):
        yield "ComponentName: letters, digits, . _ -"
    if not SEMVER.match(recipe.get("ComponentVersion", "")):
        yield "ComponentVersion: three numbers"
    for i, manifest in enumerate(recipe.get("Manifests", [])):
        yield from manifest_faults(manifest, f"Manifests[{i}]")
    yield from access_faults(recipe)


def broken(recipe):
    """Copies of a sound recipe, each with another fault."""
    for change in (
            lambda r: r.update(Recipe="x"), lambda r: r.pop("Manifests"), lambda r: r.update(ComponentVersion="1.0"),
            lambda r: r.update(RecipeFormatVersion="2021-01-25"), lambda r: r.update(ComponentName="a b"),
            lambda r: r["Manifests"][0]["Lifecycle"].update(Run=r["Manifests"][0]["Lifecycle"].pop("run")),
            lambda r: r["Manifests"][0]["Lifecycle"].update(shutdown="true"),
            lambda r: r["Manifests"][0]["Lifecycle"].update(startup="true"),
            lambda r: r["Manifests"][0]["Lifecycle"]["run"].update(script="true"),
            lambda r: r["Manifests"][0]["Lifecycle"]["run"].update(Script="{artefacts:path}/x"),
            lambda r: r["Manifests"][0]["Platform"].pop("runtime"),
            lambda r: r["Manifests"][0]["Platform"].update(architecture="/arm.*/"),
            lambda r: r["Manifests"][0]["Artifacts"][0].update(URI=r["Manifests"][0]["Artifacts"][0].pop("Uri")),
            lambda r: r["Manifests"][0]["Artifacts"][0].update(Unarchive="TAR"),
            lambda r: r["ComponentConfiguration"]["DefaultConfiguration"]["accessControl"].update(
                {MQTT: {"other:1": {"operations": ["*"], "resources": ["*"]}}})):
        copied = copy.deepcopy(recipe)
        change(copied)
        yield copied


def config_faults(config):
    yield from keys(config, {"component": dict, "gdk_version": str}, "config")
    if len(config.get("component", {})) != 1:
        yield "component: exactly one"
    for name, each in config.get("component", {}).items():
        yield from keys(each, {"author": str, "version": str, "build": dict, "publish": dict}, name)
        if each.get("version") != "NEXT_PATCH" and not SEMVER.match(each.get("version", "")):
            yield f"{name}.version: three numbers or NEXT_PATCH"
        build, publish = each.get("build", {}), each.get("publish", {})
        if build.get("build_system") not in ("zip", "maven", "gradle", "gradlew", "custom"):
            yield f"{name}.build.build_system: {build.get('build_system')}"
        if (build.get("build_system") == "custom") != ("custom_build_command" in build):
            yield f"{name}.build: custom needs its command, others none"
        if not re.match(r"^[a-z0-9][a-z0-9.-]{2,62}$", publish.get("bucket", "")):
            yield f"{name}.publish.bucket: {publish.get('bucket')}"


def script(recipe, architecture, kind, artifacts, decompressed, work):
    """As the nucleus fills it in; lite's folders end in a slash."""
    manifest = next(each for each in recipe["Manifests"] if each["Platform"]["architecture"] == architecture)
    end = "/" if kind == "lite" else ""
    folders = {"artifacts:path": artifacts + end, "artifacts:decompressedPath": decompressed + end, "work:path": work + end}
    return VARIABLE.sub(lambda found: folders[found.group(1)], manifest["Lifecycle"]["run"]["Script"])


def main():
    if sys.argv[1] == "--script":
        print(script(json.load(open(sys.argv[2])), *sys.argv[3:]))
        return 0
    is_config = sys.argv[1] == "--config"
    failed = 0
    for file in sys.argv[1 + is_config:]:
        with open(file, encoding="utf-8") as text:
            read = json.load(text)
        for fault in (config_faults if is_config else faults)(read):
            print(f"{file}: {fault}")
            failed = 1
        if is_config:
            continue
        for number, wrong in enumerate(broken(read)):
            try:
                found = list(faults(wrong))
            except KeyError:
                found = ["not even readable"]
            if not found:
                print(f"recipe.py: its rules take broken recipe {number}")
                failed = 1
    return failed


sys.exit(main())
