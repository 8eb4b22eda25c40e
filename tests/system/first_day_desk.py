"""A newcomer's desk, for first_day: a folder with what README tells to write, what is typed there, and what runs beside it.

It counts what the newcomer does: commands, and how often `check` was asked before a fleet file was right.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

from counted_site import PROGRAM, Parts, Record, fail, wait_for
from pages import ROOT, fences, sections

README_FLEET = next(content for _, name, content in fences("README.md") if name == "fleet.yaml")

ENDED = 130  # from outside: what runs is ended first


class Desk:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatewarden-first-day-"))
        os.environ["PATH"] += ":/usr/sbin"
        self.parts, self.gateway, self.rounds, self.commands = Parts(self.folder), None, 0, 0
        (self.folder / "examples").symlink_to(ROOT / "examples")
        self.environment = {**os.environ, "GATEWARDEN_STATE_DIRECTORY": str(self.folder / "state")}
        self.sections = sections(README_FLEET)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.parts.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def type(self, *words, ends=0):
        """What `gatewarden WORDS` prints, on both ways."""
        self.commands += 1
        ran = subprocess.run([PROGRAM, *words], cwd=self.folder, env=self.environment, text=True, capture_output=True,
                             timeout=60, check=False)
        if ran.returncode != ends:
            fail(f"gatewarden {' '.join(words)} ends with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def write(self, **parts):
        """README's fleet file with these sections instead; a section of no text is left out."""
        self.sections.update(parts)
        return self.save("".join(self.sections.values()))

    def save(self, text):
        (self.folder / "fleet.yaml").write_text(text)

    def check(self, ends=0):
        self.rounds += 1
        return self.type("check", "fleet.yaml", ends=ends)

    def hurry(self):
        """Without AWS a report may follow every two seconds."""
        self.sections["gateway"] = "gateway: { thing: cellar-gw, reports: { interval: 2s }, host: { enabled: false } }\n"

    def trial_uplink(self, mirrors=""):
        """As deploy/RUNNING.md says it: a broker of one's own and the stand-in, whose record is kept."""
        self.hurry()
        port, record = self.parts.broker("cloud"), self.folder / "record.ndjson"
        self.parts.start("stand-in", PROGRAM, "stand-in", "--broker", f"mqtt://127.0.0.1:{port}", "--floor", "600ms",
                         "--record", str(record))
        wait_for("the stand-in", record.exists)
        self.record = Record(record)
        return (f"uplink: {{ mqtt: {{ endpoint: '127.0.0.1:{port}', service: stand-in, floor: 1s, tls: false"
                f"{mirrors} }} }}\n")

    @staticmethod
    def free_address():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return f"127.0.0.1:{probe.getsockname()[1]}"

    def meters(self, *options):
        """The address of modbus_site.py's units."""
        log = self.folder / f"meters{len(self.parts.running)}.log"
        self.parts.start(log.stem, sys.executable, str(ROOT / "tests/system/modbus_site.py"), *options)
        wait_for("the meters", lambda: log.exists() and log.read_text().endswith("\n"))
        return f"127.0.0.1:{log.read_text().strip()}"

    def run(self):
        self.commands += 1
        with open(self.folder / "gateway.log", "ab") as log:
            self.gateway = subprocess.Popen([PROGRAM, "run", "fleet.yaml"], cwd=self.folder, env=self.environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.parts.running.append(self.gateway)
        wait_for("the gateway", lambda: self.gateway.poll() is not None or self.answers())
        if self.gateway.poll() is not None:
            fail(f"the gateway ends:\n{self.log()}")

    def log(self):
        return (self.folder / "gateway.log").read_text(errors="replace")

    def answers(self):
        return subprocess.run([PROGRAM, "status"], env=self.environment, capture_output=True, check=False).returncode == 0

    def status(self):
        ran = subprocess.run([PROGRAM, "status", "--json"], env=self.environment, capture_output=True, check=True)
        return json.loads(ran.stdout)

    def states(self):
        return {child["thing"]: child["state"] for child in self.status()["children"]}

    def reload(self):
        """Until it is done, or refused with the reason in the answer."""
        before = self.log().count("room=app event=reload")
        self.commands += 1
        self.gateway.send_signal(signal.SIGHUP)
        wait_for("the reload", lambda: self.log().count("room=app event=reload") > before)

    def stop(self, how=signal.SIGTERM):
        self.gateway.send_signal(how)
        self.gateway.wait(20)
        self.parts.running.remove(self.gateway)

    def accepted(self, *things, seconds=20):
        """Until a report of each was; the documents so far by thing."""
        self.commands += 1  # a look at `status`
        wait_for(f"a report of {', '.join(things)}", lambda: all(self.record.more()[one] for one in things), seconds)
        return {thing: [line["report"] for line in self.record.lines if line["thing"] == thing] for thing in things}


class Sensors:
    """Publishes over one MQTT 3.1.1 connection, QoS 0."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.sendall(bytes([0x10, 19, 0, 4]) + b"MQTT" + bytes([4, 2, 0, 0, 0, 7]) + b"sensors")
        if self.socket.recv(4)[:1] != b"\x20":
            fail("the site's broker does not take the sensors")

    def publish(self, topics, payload):
        packets = b""
        for topic in topics:
            name, text = topic.encode(), json.dumps(payload).encode()
            packets += bytes([0x30, 2 + len(name) + len(text), 0, len(name)]) + name + text
        self.socket.sendall(packets)


def number(report, metric):
    return report["custom_metrics"][metric][0]["number"]
