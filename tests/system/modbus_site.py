#!/usr/bin/env python3
"""Modbus TCP units without any library, for the scripts of this folder. Prints "PORT" and serves until it is ended.
Unit 1 is a meter with identification, unit 4 a SunSpec meter, unit 7 a small PLC without identification; for other ids
the "gateway" reports after a while that nobody answers (exception 11). --alike: every id is the meter. --line: RTU over
TCP instead, an SDM630 at each of these ids; for others nobody answers.

    modbus_site.py [--slow SECONDS] [--alike]
    modbus_site.py --line 1,2,5
"""
import argparse
import socketserver
import struct
import threading
import time

HOLDING, INPUT, IDENTIFICATION = 3, 4, 43


def words(text, count):
    return [*struct.unpack(f">{count}H", text.encode().ljust(2 * count, b"\0"))]


def low_first(value):
    high, low = struct.unpack(">2H", struct.pack(">f", value))
    return [low, high]


class Meter:
    """Float32 from 0 on, lowest register first; no registers 14 and 15; a rising counter at 16."""
    identification = {0: "ACME", 1: "EM-24", 2: "V1.4"}
    coils = [1, 0, 1, 1]

    def __init__(self):
        self.counter = 0x2D69F

    def registers(self):
        self.counter += 3
        values = [230.1347, 231.42, 229.87, 4.215, 3.987, 4.101, 49.98]
        table = dict(enumerate(word for value in values for word in low_first(value)))
        table.update(enumerate([self.counter >> 16, self.counter & 0xFFFF, 2301, 0x8000], 16))
        table.update(enumerate(words("EM-24 rev B", 8), 20))
        return table


class SunSpec:
    identification = None
    coils = []

    def registers(self):
        common = words("ACME", 16) + words("Grid-3", 16) + words("", 8) + words("2.07", 8) + words("0815", 16) + [4]
        words_ = words("SunS", 2) + [1, 65] + common + [203, 105] + [0x8000] * 105 + [0xFFFF, 0]
        return dict(enumerate(words_, 40000))


class Sdm630:
    """Floats in input registers, highest first: 230.4 from 0 on, 50.02 at 70; 0 elsewhere."""
    identification = None
    coils = []

    def inputs(self):
        values = {0: 230.4, 2: 231.1, 4: 229.8, 70: 50.02, 72: 1234.5}
        return dict(enumerate(word for at in range(0, 400, 2)
                              for word in struct.unpack(">2H", struct.pack(">f", values.get(at, 0.0)))))


class Plc:
    identification = None
    coils = []

    def registers(self):
        return dict(enumerate([2301, 2298, 2310, 512, 498, 505, 0, 4999, 17, 0xFFFF]))


def identification(device, start):
    if device.identification is None:
        return None
    objects = b"".join(bytes([i, len(text)]) + text.encode() for i, text in device.identification.items() if i >= start)
    return bytes([IDENTIFICATION, 14, 2, 0x81, 0, 0, len(device.identification)]) + objects


def answer(device, pdu):
    function = pdu[0]
    if function == IDENTIFICATION:
        return identification(device, pdu[3]) or bytes([function | 0x80, 1])
    first, count = struct.unpack(">HH", pdu[1:5])
    if function in (1, 2):
        if first + count > len(device.coils):
            return bytes([function | 0x80, 2])
        packed = sum(device.coils[first + i] << i for i in range(count))
        return bytes([function, (count + 7) // 8]) + packed.to_bytes((count + 7) // 8, "little")
    table = {}
    if function == HOLDING and hasattr(device, "registers"):
        table = device.registers()
    if function == INPUT and hasattr(device, "inputs"):
        table = device.inputs()
    if not all(first + i in table for i in range(count)):
        return bytes([function | 0x80, 2])
    return bytes([function, 2 * count]) + b"".join(struct.pack(">H", table[first + i]) for i in range(count))


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        while header := self.rfile.read(7):
            transaction, _, length, unit = struct.unpack(">HHHB", header)
            pdu = self.rfile.read(length - 1)
            device = self.server.units.get(1 if self.server.options.alike else unit)
            if device:
                said = answer(device, pdu)
            else:
                time.sleep(self.server.options.slow)
                said = bytes([pdu[0] | 0x80, 11])
            self.wfile.write(struct.pack(">HHHB", transaction, 0, len(said) + 1, unit) + said)


def checked(frame):
    """The frame with its CRC-16."""
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return frame + struct.pack("<H", crc)


class LineConnection(socketserver.StreamRequestHandler):
    def handle(self):
        while head := self.rfile.read(2):
            unit, function = head
            frame = head + self.rfile.read(3 if function == IDENTIFICATION else 4)
            if checked(frame) != frame + self.rfile.read(2):
                return
            if unit in self.server.units:
                self.wfile.write(checked(bytes([unit]) + answer(self.server.units[unit], frame[1:])))


class Site(socketserver.ThreadingTCPServer):
    daemon_threads = True
    units = {1: Meter(), 4: SunSpec(), 7: Plc()}


parser = argparse.ArgumentParser()
parser.add_argument("--slow", type=float, default=0.0)
parser.add_argument("--alike", action="store_true")
parser.add_argument("--line", type=lambda text: {int(unit): Sdm630() for unit in text.split(",")})
options = parser.parse_args()
with Site(("127.0.0.1", 0), LineConnection if options.line else Connection) as site:
    site.options, site.units = options, options.line or Site.units
    print(site.server_address[1], flush=True)
    site.serve_forever()
