"""A peer of modbus_bench: a user's program with pymodbus. One connection per port, one request at a time on each,
10 holding registers of every unit once per period.

  pymodbus_master.py UNITS PERIOD_MS TIMEOUT_MS SPREAD PORT...

PERIOD_MS 0: no pauses. SPREAD 1: each connection begins at its own time within the period.
"""
import asyncio
import random
import sys
import time

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

UNITS, PERIOD_MS, TIMEOUT_MS, SPREAD = map(int, sys.argv[1:5])
PORTS = [int(port) for port in sys.argv[5:]]
PERIOD = PERIOD_MS / 1000
latest = {}  # a unit's values, by port and unit


async def read_all(client, port):
    for unit in range(1, UNITS + 1):
        try:
            answer = await client.read_holding_registers(0, 10, unit)
            latest[port, unit] = answer.registers
        except (ModbusException, asyncio.TimeoutError, AttributeError):
            latest.pop((port, unit), None)


async def serve(port):
    client = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=TIMEOUT_MS / 1000)
    await client.connect()
    due = time.monotonic() + (random.random() * PERIOD if SPREAD else 0)
    while True:
        await asyncio.sleep(max(0, due - time.monotonic()))
        await read_all(client, port)
        due = max(due + PERIOD, time.monotonic())


async def main():
    await asyncio.gather(*(serve(port) for port in PORTS))


asyncio.run(main())
