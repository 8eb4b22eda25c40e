"""A foreign Modbus server, for one test.

    pymodbus_server.py                               by TCP
    pymodbus_server.py tls CERTIFICATE KEY CLIENT_CA Modbus TCP inside TLS; a client certificate is required
    pymodbus_server.py serial PATH                   RTU on a serial port

Unit 7 has holding registers 0..39 = 1000..1039 and input registers 0..9 = 500..509; coil n is set if n is even,
discrete input n if n is a multiple of 3.

All units have the same identification (function 43 / 14). The server sends the objects in order and stops before the
first that does not fit, announcing more from there: these texts take three answers. Empty objects are left out. A text
of more than 244 bytes fits into no answer and is announced for ever.

Prints its port (1 for a serial port), then serves until its standard input ends.
"""
import asyncio
import os
import ssl
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer, ModbusTlsServer

ANYWHERE = ("127.0.0.1", 0)
WHO = ModbusDeviceIdentification(info_name={
    "VendorName": "Pymodbus",
    "ProductCode": "PM",
    "MajorMinorRevision": "3.0.0",
    "VendorUrl": "https://pymodbus.example/",
    "ProductName": "Plant 7 " + "p" * 192,
    "ModelName": "m" * 200,
    "UserApplicationName": "boiler house",
})


def plant():
    unit = ModbusSlaveContext(
        hr=ModbusSequentialDataBlock(0, [1000 + i for i in range(40)]),
        ir=ModbusSequentialDataBlock(0, [500 + i for i in range(10)]),
        co=ModbusSequentialDataBlock(0, [i % 2 == 0 for i in range(32)]),
        di=ModbusSequentialDataBlock(0, [i % 3 == 0 for i in range(32)]),
        zero_mode=True)
    return ModbusServerContext(slaves={7: unit}, single=False)


def tls(certificate, key, client_ca):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(client_ca)
    # pymodbus' framer for TLS omits the MBAP header; the specification (section 6) keeps it.
    return ModbusTlsServer(plant(), framer=ModbusSocketFramer, identity=WHO, address=ANYWHERE, sslctx=context,
                           reqclicert=True)


async def main(way="tcp", *arguments):
    asyncio.get_running_loop().add_reader(sys.stdin, lambda: os._exit(0) if not sys.stdin.read(1) else None)
    if way == "serial":
        server = ModbusSerialServer(plant(), identity=WHO, port=arguments[0], baudrate=19200,
                                    ignore_missing_slaves=True)
        await server.start()
        print(1, flush=True)
        return await server.serve_forever()
    server = tls(*arguments) if way == "tls" else ModbusTcpServer(plant(), identity=WHO, address=ANYWHERE)
    serving = asyncio.create_task(server.serve_forever())
    await server.serving
    print(server.server.sockets[0].getsockname()[1], flush=True)
    await serving


asyncio.run(main(*sys.argv[1:]))
