#!/usr/bin/env node
// A peer of modbus_bench: a user's program with npm's modbus-serial. One connection per port, one request at a time
// on each (the client has one current unit id), 10 holding registers of every unit once per period.
//
//   modbus_serial_master.js UNITS PERIOD_MS TIMEOUT_MS SPREAD PORT...
//
// PERIOD_MS 0: no pauses. SPREAD 1: each connection begins at its own time within the period.
'use strict';

const ModbusRTU = require('modbus-serial');
const { setTimeout: sleep } = require('timers/promises');

const [units, period, timeout, spread, ...ports] = process.argv.slice(2).map(Number);
const latest = new Map();  // a unit's values, by "port/unit"

async function readAll(client, port) {
  for (let unit = 1; unit <= units; unit += 1) {
    client.setID(unit);
    try {
      latest.set(`${port}/${unit}`, (await client.readHoldingRegisters(0, 10)).data);
    } catch (error) {
      latest.delete(`${port}/${unit}`);
    }
  }
}

async function serve(port) {
  const client = new ModbusRTU();
  await client.connectTCP('127.0.0.1', { port });
  client.setTimeout(timeout);
  let next = Date.now() + (spread ? Math.random() * period : 0);
  for (;;) {
    const pause = next - Date.now();
    if (pause > 0) await sleep(pause);
    await readAll(client, port);
    next = Math.max(next + period, Date.now());
  }
}

ports.forEach(serve);
