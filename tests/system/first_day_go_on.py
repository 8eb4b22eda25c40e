"""Tasks f to j of first_day: what AWS must know, mistakes, operation, and an editor."""
import fnmatch
import json
import re
import shlex
import signal
import subprocess
import urllib.error
import urllib.request

import jsonschema
import yaml

from counted_site import PROGRAM, wait_for
from first_day_begin import held
from first_day_desk import README_FLEET
from pages import ROOT, fences

ACCOUNT = ["--region", "eu-central-1", "--account", "123456789012"]


def lists_and_formula(desk):
    page = [content for _, _, content in fences("adapters/modbus/README.md") if "compute:" in content][0]
    desk.write(profiles=page,
               children="children: [ { thing: 'cellar-gw:meter', profile: my-meter, link: cellar, unit: 1 } ]\n")
    desk.check()
    plan = desk.type("plan", "fleet.yaml", "cellar-gw:meter")
    held(f"plan does not show the formula: {plan}", "then computes losses_w = max(0, input - output)" in plan)
    desk.type("provision", "fleet.yaml", *ACCOUNT, "-o", "aws")
    template = json.loads((desk.folder / "aws/cloudformation.json").read_text())["Resources"].values()
    types = {one["Properties"]["MetricName"]: one["Properties"]["MetricType"] for one in template
             if one["Type"] == "AWS::IoT::CustomMetric"}
    for name, kind in ("alarms", "string-list"), ("state", "string-list"), ("losses_w", "number"):
        held(f"the custom metrics: {types}", types[name] == kind)
    desk.write(profiles="profiles: { my-meter: { metrics: { ip: { from: { holding: 1 }, type: ip-address-list } } } }\n")
    held("a type that cannot come out is taken", "F0" in desk.check(ends=2))
    held("more rounds than the one mistake takes", desk.rounds == 2)


MISTAKEN = """gateway:
  thing: cellar-gw
  reports:
    interval: 10min
uplink:
  stdout: {}
links:
  cellar:
    modbus:
      tcp: "tcp://10.1.2.3:502"
      timeout: 500
profiles:
  meter:
    every: 1 m
    metrics:
      power_w:
        agregate: max
        from:
          holding: "40"
          as: integer32
          order: cdab
          scale: "0.1"
children:
  - thing: cellar-gw:meter
    profil: meter
    link: celar
    unit: 1
"""
MEANT = [("10min", "10m"), ('"tcp://10.1.2.3:502"', '"10.1.2.3:502"'), ("500", "500ms"), ("1 m", "1m"),
         ("agregate", "aggregate"), ('"40"', "40"), ("integer32", "int32"), ("cdab", "CDAB"), ('"0.1"', "0.1"),
         ("profil:", "profile:"), ("celar", "cellar")]


def paste(text, problem):
    """The line of the error, with what is suggested in the place of its key and value."""
    lines = text.splitlines()
    indent = re.match(r" *(- )?", lines[problem["line"] - 1])[0]
    lines[problem["line"] - 1] = indent + problem["example"]
    return "\n".join(lines) + "\n"


def mistakes(desk):
    meant = MISTAKEN
    for wrong, right in MEANT:
        meant = meant.replace(wrong, right, 1)
    desk.save(meant)
    plan = desk.type("plan", "fleet.yaml")
    text, repaired = MISTAKEN, 0
    for _ in range(len(MEANT)):
        desk.save(text)
        desk.rounds += 1
        ran = subprocess.run([PROGRAM, "check", "--json", "fleet.yaml"], cwd=desk.folder, capture_output=True, check=False)
        problems = json.loads(ran.stdout).get("problems", []) if ran.returncode else []
        if not problems:
            break
        held(f"not told how to mend: {problems}", all(one["repairs"] for one in problems))
        repaired += len(problems)
        for problem in problems:
            text = paste(text, problem)
    held(f"it means something else than was meant:\n{text}", desk.type("plan", "fleet.yaml") == plan)
    held(f"{repaired} errors for {len(MEANT)} mistakes", repaired == len(MEANT))
    held(f"{desk.rounds} rounds for {len(MEANT)} mistakes", desk.rounds <= 2)


def fetched(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def operations(desk):
    meters, address = desk.meters(), desk.free_address()
    uplink = desk.trial_uplink()
    desk.write(gateway="gateway: { thing: cellar-gw, reports: { interval: 1s }, log: { shape: json },\n"
                       "           host: { enabled: false }, http: { listen: '" + address + "' } }\n",
               uplink=uplink, links=f"links: {{ cellar: {{ modbus: {{ tcp: '{meters}' }} }} }}\n",
               children="children: [ { thing: 'cellar-gw:meter', profile: meter, link: cellar, unit: 1 } ]\n")
    desk.check()
    desk.run()
    desk.accepted("cellar-gw:meter")
    lines = [json.loads(line) for line in desk.log().splitlines()]
    held("a line of the JSON log lacks its event", all("event" in line for line in lines))
    for page in "healthz", "readyz":
        held(f"/{page} is not well", fetched(f"http://{address}/{page}")[0] == 200)
    accepted = re.compile(r'^gatewarden_reports_total\{verdict="accepted"\} [1-9]', re.M)
    wait_for("an accepted report in /metrics", lambda: accepted.search(fetched(f"http://{address}/metrics")[1]))
    second = desk.type("run", "fleet.yaml", ends=1)
    held(f"a second gateway is not told of the first:\n{second}", str(desk.gateway.pid) in second)

    desk.stop(signal.SIGKILL)
    desk.run()
    count = desk.record.more()["cellar-gw:meter"]
    wait_for("a report after kill -9", lambda: desk.record.more()["cellar-gw:meter"] > count)
    ids = [line["report"]["header"]["report_id"] for line in desk.record.lines if line["thing"] == "cellar-gw:meter"]
    held(f"an id twice, or one that falls: {ids}", all(a < b for a, b in zip(ids, ids[1:])))

    desk.stop()
    (desk.folder / "state/state.db").write_bytes(b"not a database" * 100)
    desk.run()
    told = [line for line in desk.log().splitlines() if "state.db" in line and ("set_aside" in line or "corrupt" in line)]
    held(f"a damaged state is not named:\n{desk.log()}", told)
    desk.stop()
    (desk.folder / "state").chmod(0o777)
    held("a state open to others is taken", "chmod 0700" in desk.type("run", "fleet.yaml", ends=1))
    held("more than one round of check", desk.rounds == 1)


def allowed(policy, action, resource):
    """By AWS's rules for what is allowed: * stands for any characters."""
    return any(statement["Action"] == action and any(fnmatch.fnmatchcase(resource, one.replace("[", "[[]"))
               for one in statement["Resource"]) for statement in policy["Statement"])


def towards_aws(desk):
    desk.save(README_FLEET)
    desk.check()
    desk.type("provision", "fleet.yaml", *ACCOUNT, "-o", "aws")
    folder = desk.folder / "aws"
    steps = re.findall(r"^ {7}(\S.*?)(?<!\\)$", (folder / "README.md").read_text().replace("\\\n", " "), re.M)
    words = [shlex.split(step) for step in steps]
    held(f"the steps: {steps}", [one[0] for one in words] == ["openssl", "aws", "curl", "aws", "./provision.sh", "aws"])
    subprocess.run(words[0], cwd=folder, check=True, capture_output=True)  # the key and the request
    held("the key is open to others", (folder / "cellar-gw.key").stat().st_mode & 0o077 == 0)
    names = {"certificate": "cellar-gw.pem", "private_key": "cellar-gw.key", "ca": "AmazonRootCA1.pem"}
    for key, name in names.items():
        held(f"no step makes the fleet file's {key}", any(name in " ".join(one) for one in words[:3]))
    for one in words:
        for given in one:
            if given.startswith("file://") and not given.endswith(".csr"):
                held(f"{given} was not written", (folder / given.removeprefix("file://")).exists())
    held("the template was not written", (folder / words[3][words[3].index("--template-file") + 1]).exists())

    # Each topic of the fleet, and one of everything else.
    policy = json.loads((folder / "policy.json").read_text())
    arn = "arn:aws:iot:eu-central-1:123456789012:"
    for thing, own in ("cellar-gw", True), ("cellar-gw:meter", True), ("cellar-gw2", False), ("other-gw:meter", False):
        topic = f"$aws/things/{thing}/defender/metrics/json"
        held(f"publishing for {thing}", allowed(policy, "iot:Publish", f"{arn}topic/{topic}") == own)
        held(f"answers of {thing}", allowed(policy, "iot:Receive", f"{arn}topic/{topic}/accepted") == own)
        held(f"the shadow of {thing}", not allowed(policy, "iot:Publish", f"{arn}topic/$aws/things/{thing}/shadow/update"))
        held(f"connecting as {thing}", allowed(policy, "iot:Connect", f"{arn}client/{thing}") == (thing == "cellar-gw"))
    for answer in "accepted", "rejected":
        every_thing = f"{arn}topicfilter/$aws/things/+/defender/metrics/json/{answer}"
        held(f"hearing {answer}", allowed(policy, "iot:Subscribe", every_thing))
    held("the same folder is written again",
         "11 files of 11 as they were" in desk.type("provision", "fleet.yaml", *ACCOUNT, "-o", "aws"))
    held("more than one round of check", desk.rounds == 1)


TYPOS = [("gateway:", "gatway:"), ("uplink:", "upling:"), ("endpoint:", "endpont:"), ("certificate:", "certificat:"),
         ("modbus:", "modbuss:"), ("every: 2s", "every: 2 sec"), ("every:", "evry:"), ("aggregate: mean", "aggregate: avg"),
         ("as: float32", "as: float"), ("order: CDAB", "order: cdab"), ("holding: 0", "holding: -1"),
         ("reachable:        {}", "reachable: yes"), ("unit: 1", "unit: one"), ("link: cellar", "lnk: cellar")]


def editor(desk):
    """By the schema that the program prints, as editors read it by README's first line."""
    schema = json.loads(desk.type("schema"))
    told = README_FLEET.splitlines()[0]
    held(f"README's fleet does not name its schema: {told}", told.endswith("$schema=schemas/fleet.schema.json"))
    held("schemas/fleet.schema.json is another", json.loads((ROOT / "schemas/fleet.schema.json").read_text()) == schema)
    validator = jsonschema.Draft7Validator(schema)
    held("README's fleet is marked as wrong", validator.is_valid(yaml.safe_load(README_FLEET)))
    for right, wrong in TYPOS:
        held(f"README's fleet has no {right}", right in README_FLEET)
        held(f"{wrong} is not marked", not validator.is_valid(yaml.safe_load(README_FLEET.replace(right, wrong, 1))))
