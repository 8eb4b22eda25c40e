"""Tasks a to e of first_day: devices become children, and their reports leave."""
import json
import re

from counted_site import fail, wait_for
from first_day_desk import Sensors, number
from pages import fences, sections


def held(what, so):
    if not so:
        fail(what)


def sdm630(desk):
    meter = desk.meters("--line", "1")
    desk.write(profiles="include: [examples/profiles/eastron-sdm630.yaml]\n",
               links=f"links: {{ cellar: {{ modbus: {{ rtu_over_tcp: '{meter}' }} }} }}\n",
               children="children: [ { thing: 'cellar-gw:meter', profile: sdm630, link: cellar, unit: 1 } ]\n")
    desk.check()
    held("plan does not show the bytes on the wire", "FC4 input 0.." in desk.type("plan", "fleet.yaml", "cellar-gw:meter"))
    said = desk.type("try", "fleet.yaml", "--floor", "1s", "--for", "3s")
    held(f"the first report:\n{said}", re.search(r"cellar-gw:meter: first report accepted .*voltage_l1=230.4 ", said))
    held("the first report of a healthy meter says that it is silent", "reachable=0" not in said)
    held("more than one round of check", desk.rounds == 1)


def scan_and_probe(desk):
    meters = desk.meters()
    found = desk.type("scan", "modbus", meters, "--units", "1-8")
    held(f"scan finds no EM-24 at unit 1:\n{found}", re.search(r"^ +1  answers  ACME EM-24", found, re.M))
    said = desk.type("probe", "modbus", meters, "--unit", "1", "--holding", "0-27")
    pasted = said[said.index("profiles:"):].split("\nunit ")[0]
    desk.write(links=f"links: {{ cellar: {{ modbus: {{ tcp: '{meters}' }} }} }}\n", profiles=pasted,
               children="children: [ { thing: 'cellar-gw:meter', profile: unit-1, link: cellar, unit: 1 } ]\n")
    desk.check()
    said = desk.type("try", "fleet.yaml", "--floor", "1s", "--for", "3s")
    held(f"the first report:\n{said}", re.search(r"cellar-gw:meter: first report accepted .*holding_0=230.13", said))
    held("what probe printed is not right as pasted", desk.rounds == 1)


def table(desk):
    def rows(names):
        text = "thing,profile,link,topic\n" + "".join(f"cellar-gw:{name},press,site,t/{name}\n" for name in names)
        (desk.folder / "sensors.csv").write_text(text)

    def online(count):
        sensors.publish([f"t/{name}" for name in names], {"temp": 21.5})
        return list(desk.states().values()).count("online") == count

    port = desk.parts.broker("site")
    names = [f"s{i}" for i in range(300)]
    (desk.folder / "sensors.csv").write_text("thing;profile;link;topic\ncellar-gw:s0;press;site;t/s0\n")
    desk.write(uplink=desk.trial_uplink(), links=f"links: {{ site: {{ mqtt: {{ broker: 'mqtt://127.0.0.1:{port}' }} }} }}\n",
               profiles="profiles: { press: { metrics: { temp: { from: { json: /temp } } } } }\n",
               children="include: [sensors.csv]\n")
    held("a spreadsheet's semicolons are not explained", "comma" in desk.check(ends=2))
    rows(names)
    desk.check()
    desk.run()
    sensors = Sensors(port)
    wait_for("300 sensors online", lambda: online(300))
    desk.type("provision", "fleet.yaml", "--region", "eu-central-1", "--account", "123456789012", "-o", "aws")
    names = ["lobby"] + names[1:] + [f"new{i}" for i in range(20)]
    text = (desk.folder / "sensors.csv").read_text()
    rows(names)
    (desk.folder / "sensors.csv").write_text((desk.folder / "sensors.csv").read_text().replace("site,t/lobby", "site,t/s0"))
    held("the old table is not another one", text != (desk.folder / "sensors.csv").read_text())
    desk.check()
    said = desk.type("provision", "fleet.yaml", "--region", "eu-central-1", "--account", "123456789012", "--diff", "aws")
    held(f"a rename is not told with its price:\n{said}", "WARNING a rename: cellar-gw:s0 to cellar-gw:lobby" in said)
    desk.reload()
    names[0] = "s0"  # the device has its topic still
    wait_for("320 sensors online", lambda: online(320))
    held("the old name is still there", "cellar-gw:s0" not in desk.states() and "cellar-gw:lobby" in desk.states())
    held("more than a round for each table", desk.rounds == 3)


def two_lines(desk):
    lines = [desk.meters("--line", "1,2,3"), desk.meters("--line", "1,2")]
    profile = """profiles:
  sdm630: { every: 500ms, metrics: { v: { from: { input: 0, as: float32 } }, reachable: {}, seconds_since_seen: {} } }
"""
    links = [f"  line-{i}: {{ modbus: {{ rtu_over_tcp: '{line}', timeout: 200ms }} }}\n" for i, line in enumerate(lines)]
    desk.write(uplink=desk.trial_uplink(), links="links:\n" + "".join(links), profiles=profile, children="""children:
  - { thing: "cellar-gw:{link}-{unit}", profile: sdm630, link: line-0, unit: 1-3 }
  - { thing: "cellar-gw:{link}-{unit}", profile: sdm630, link: line-1, unit: 1-3 }
""")
    desk.check()
    desk.run()
    healthy = [f"cellar-gw:line-0-{unit}" for unit in (1, 2, 3)] + [f"cellar-gw:line-1-{unit}" for unit in (1, 2)]
    dead = "cellar-gw:line-1-3"
    reports = desk.accepted(dead, *healthy, seconds=30)
    for thing in healthy:
        held(f"{thing} is said to be silent: {reports[thing]}", all(number(one, "reachable") == 1 for one in reports[thing]))
    held(f"{dead} is said to answer", all(number(one, "reachable") == 0 for one in reports[dead]))
    page = desk.type("status", dead)
    held(f"why {dead} is silent is not said:\n{page}", "never seen" in page and "why: " in page)
    held("more than one round of check", desk.rounds == 1)


def destinations(desk):
    site = desk.meters("--line", "1")
    desk.hurry()
    desk.write(uplink="uplink: { file: { path: reports.ndjson } }\n",
               links=f"links: {{ cellar: {{ modbus: {{ rtu_over_tcp: '{site}' }} }} }}\n",
               profiles="profiles: { sdm630: { every: 1s, metrics: { v: { from: { input: 0, as: float32 } } } } }\n",
               children="children: [ { thing: 'cellar-gw:meter', profile: sdm630, link: cellar, unit: 1 } ]\n")
    desk.check()
    desk.run()
    written = desk.folder / "reports.ndjson"
    wait_for("a report in the file", lambda: written.exists() and written.read_text().count("\n"))
    last = desk.type("last", "cellar-gw:meter")
    held(f"a report in a file is not shown by last:\n{last}", "230.4" in last and "none has been made" not in last)
    desk.stop()

    broker = desk.trial_uplink(", defender: false, mirrors: [ { topic: $own/reports/{thing} } ]")
    broker = broker.replace("service: stand-in, floor: 1s", "service: broker")
    desk.write(uplink=broker)
    held("a placeholder without quotes is not explained", re.search(r"error F002.*quote", desk.check(ends=2)))
    desk.write(uplink=broker.replace("$own/reports/{thing}", '"own/reports/{thing}"'))
    desk.check()
    port = re.search(r"127.0.0.1:(\d+)", broker)[1]
    desk.parts.start("reader", "mosquitto_sub", "-p", port, "-t", "own/#", "-t", "$aws/#", "-F", "%t %p")
    desk.run()
    heard = desk.folder / "reader.log"
    wait_for("a report on the mirror", lambda: "own/reports/cellar-gw:meter" in heard.read_text())
    topic, record = heard.read_text().splitlines()[0].split(" ", 1)
    held("something is on a topic of Defender", "$aws" not in heard.read_text())
    record = json.loads(record)
    held(f"the record: {record}", (record["thing"], topic) == ("cellar-gw:meter", "own/reports/cellar-gw:meter"))
    held("more rounds than the one mistake takes", desk.rounds == 3)


def learned(desk):
    port = desk.parts.broker("site")
    page = sections([content for _, _, content in fences("adapters/local_mqtt/README.md") if "unknown:" in content][0])
    desk.write(uplink=desk.trial_uplink(), profiles=page["profiles"], children="",
               links=page["links"].replace("localhost:1883", f"127.0.0.1:{port}").replace("at_most: 100", "at_most: 3"))
    desk.check()
    desk.run()
    sensors = Sensors(port)

    def children(*names):
        sensors.publish([f"sensors/{name}/telemetry" for name in names], {"env": {"temp": 20}})
        return {f"plant7-gw:{name}" for name in names} <= set(desk.states())

    wait_for("three learned devices", lambda: children("a", "b", "c"))

    def refused():
        sensors.publish(["sensors/d/telemetry"], {"env": {"temp": 20}})
        return any("at_most reached" in link["why"] for link in desk.status()["links"])

    wait_for("what is refused at the bound", refused)
    before = desk.accepted("plant7-gw:a", "plant7-gw:b", "plant7-gw:c")["plant7-gw:a"][-1]["header"]["report_id"]
    said = desk.type("learned", "floor")
    held(f"who is refused is not named:\n{said}", re.search(r"at_most is reached.*: d$", said, re.M))
    desk.write(children=re.search(r"^children:\n( +- .*\n)+", said, re.M)[0])  # pasted as it is
    desk.check()
    desk.reload()
    wait_for("a place for the next device", lambda: children("a", "d"))
    count = desk.record.more()["plant7-gw:a"]
    wait_for("another report of a", lambda: children("a") and desk.record.more()["plant7-gw:a"] > count)
    after = desk.accepted("plant7-gw:a")["plant7-gw:a"][-1]["header"]["report_id"]
    held(f"a permanent thing's ids do not rise: {before}, {after}", after > before)
    held("more than a round for each fleet", desk.rounds == 2)
