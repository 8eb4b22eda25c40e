"""A Modbus TCP server written by others, for one test.

Unit 7 has the holding registers 0..39 = 1000..1039 and the input registers 0..9 = 500..509; coil n is set where n is
even. Prints its port, then serves until its standard input ends.
"""
import asyncio
import os
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusTcpServer


async def main():
    unit = ModbusSlaveContext(
        hr=ModbusSequentialDataBlock(0, [1000 + i for i in range(40)]),
        ir=ModbusSequentialDataBlock(0, [500 + i for i in range(10)]),
        co=ModbusSequentialDataBlock(0, [i % 2 == 0 for i in range(32)]),
        zero_mode=True)
    server = ModbusTcpServer(ModbusServerContext(slaves={7: unit}, single=False), address=("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve_forever())
    await server.serving
    print(server.server.sockets[0].getsockname()[1], flush=True)
    asyncio.get_running_loop().add_reader(sys.stdin, lambda: os._exit(0) if not sys.stdin.read(1) else None)
    await serving


asyncio.run(main())
