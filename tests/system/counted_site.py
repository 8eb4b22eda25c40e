"""A site for tests/system, in a temporary folder: brokers, the stand-in with its record, meters that publish counters
moved by the test, and the gateway between them.

Each report carries a counter's growth (bytes_in) and its reading (n), so the record shows growth that was counted twice
or lost.
"""

import collections
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("GATEWARDEN", str(ROOT / "build/release/gatewarden"))
FLEET = """
gateway:
  thing: killed-gw
  reports: { interval: 1s, after_gap: carry }
  state_directory: STATE
uplink:
  mqtt:
    endpoint: 127.0.0.1:CLOUD
    service: stand-in
    tls: false
    floor: 1s
    publishes_per_second: 5000
    bytes_per_second: 10000000
links:
  site: { mqtt: { broker: "mqtt://127.0.0.1:SITE" } }
profiles:
  meter:
    every: 1s
    metrics:
      bytes_in: { from: { json: /n } }
      n:        { from: { json: /n }, aggregate: last }
children:
  - { thing: "meter-{id}", profile: meter, link: site, topic: "meters/{id}", ids: [IDS] }
"""


def fail(words):
    print("FAIL", words, flush=True)
    sys.exit(1)


def wait_for(what, so, seconds=20):
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            fail(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


class Parts:
    """Programs with their logs in one folder; ended by process id, last first."""

    def __init__(self, folder):
        self.folder, self.running = folder, []

    def start(self, name, *command):
        with open(self.folder / f"{name}.log", "ab") as log:
            part = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.running.append(part)
        return part

    def broker(self, name):
        for _ in range(5):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            (self.folder / f"{name}.conf").write_text(
                f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 100000\n"
            )
            part = self.start(name, "mosquitto", "-c", str(self.folder / f"{name}.conf"))
            wait_for(name, lambda: part.poll() is not None or answers(port))
            if part.poll() is None:
                return port
        fail(f"the broker {name} did not start")

    def end(self):
        for part in reversed(self.running):
            if part.poll() is None:
                part.terminate()
                try:
                    part.wait(15)
                except subprocess.TimeoutExpired:
                    part.kill()
                    part.wait()


class Meters(threading.Thread):
    """Publishes every counter five times a second over its own MQTT 3.1.1 connection, QoS 0."""

    def __init__(self, port, ids, seed):
        super().__init__(daemon=True)
        self.random, self.counters, self.going = random.Random(seed), dict.fromkeys(ids, 0), True
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.sendall(bytes([0x10, 18, 0, 4]) + b"MQTT" + bytes([4, 2, 0, 0, 0, 6]) + b"meters")
        if self.socket.recv(4)[:1] != b"\x20":
            fail("the site's broker does not take the meters")

    def run(self):
        while self.going:
            packets = b""
            for each in self.counters:
                self.counters[each] += self.random.randrange(1000)
                topic, text = f"meters/{each}".encode(), json.dumps({"n": self.counters[each]}).encode()
                packets += bytes([0x30, 2 + len(topic) + len(text), 0, len(topic)]) + topic + text
            self.socket.sendall(packets)
            time.sleep(0.2)  # the period of the devices


class Record:
    """What the stand-in wrote so far."""

    def __init__(self, file):
        self.file, self.at, self.lines, self.accepted = file, 0, [], collections.Counter()

    def more(self):
        with open(self.file, "rb") as stream:
            stream.seek(self.at)
            fresh = stream.read()
        fresh = fresh[: fresh.rfind(b"\n") + 1]
        self.at += len(fresh)
        for text in fresh.splitlines():
            line = json.loads(text)
            self.lines.append(line)
            self.accepted[line["thing"]] += line["ruling"] == "accepted"
        return self.accepted


def check_database(state, scratch):
    """On a copy, so that the gateway recovers its write-ahead log itself."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for file in state.glob("state.db*"):
        if "corrupt" in file.name:
            fail(f"a database was set aside: {file.name}")
        shutil.copy(file, scratch / file.name)
    if (scratch / "state.db").exists():
        connection = sqlite3.connect(scratch / "state.db")
        found = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
        if found != [("ok",)]:
            fail(f"the database is not sound: {found}")


def reading(line):
    report = line["report"]
    growth = report.get("metrics", {}).get("network_stats", {}).get("bytes_in", 0)
    return growth, report["custom_metrics"]["n"][0]["number"]


class Site:
    """Two brokers, the stand-in and the meters; the test starts and ends the gateway."""

    def __init__(self, children, seed=1, state=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatewarden."))
        os.environ["PATH"] += ":/usr/sbin"
        self.parts = Parts(self.folder)
        self.ids = [f"c{i}" for i in range(children)]
        self.state = state or self.folder / "state"
        self.gateway = None
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def build(self):
        cloud, site = self.parts.broker("cloud"), self.parts.broker("site")
        fleet = FLEET.replace("STATE", str(self.state)).replace("CLOUD", str(cloud)).replace("SITE", str(site))
        self.fleet = self.folder / "fleet.yaml"
        self.fleet.write_text(fleet.replace("IDS", ", ".join(self.ids)))
        record = self.folder / "record.ndjson"
        # A floor below the gateway's 1s allows for delays on a busy machine.
        self.stand_in = self.parts.start("stand-in", PROGRAM, "stand-in", "--broker", f"mqtt://127.0.0.1:{cloud}",
                                         "--floor", "600ms", "--record", str(record))
        wait_for("the record", record.exists)
        self.record = Record(record)
        self.meters = Meters(site, self.ids, 1)
        self.meters.start()

    def __exit__(self, *_):
        self.parts.end()
        if os.environ.get("KEEP"):
            print("left behind:", self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start_gateway(self):
        self.gateway = self.parts.start("gateway", PROGRAM, "run", str(self.fleet))

    def end_gateway(self, how):
        """Its exit status."""
        if self.gateway.poll() is not None:
            fail(f"the gateway ended by itself with {self.gateway.returncode}:\n" + self.log()[-2000:])
        self.gateway.send_signal(how)
        self.gateway.wait(20)
        self.parts.running.remove(self.gateway)
        return self.gateway.returncode

    def end_stand_in(self):
        self.meters.going = False
        self.stand_in.terminate()
        if self.stand_in.wait(20) != 0:
            fail(f"the stand-in's exit status is {self.stand_in.returncode}")
        self.record.more()

    def log(self):
        return (self.folder / "gateway.log").read_text(errors="replace")

    def wait_for_everyone(self, when):
        """Until every child was accepted again."""
        least = collections.Counter(self.record.more())

        def heard():
            seen = self.record.more()
            return all(seen[f"meter-{each}"] > least[f"meter-{each}"] for each in self.ids)

        wait_for(f"a report of every child {when}", heard, 60)
