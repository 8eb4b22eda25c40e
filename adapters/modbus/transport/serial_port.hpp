// What the kernel is told about a serial port: raw bytes, speed, parity, RS-485 direction. Every call goes
// through one function, so that tests can hold the arguments against the kernel's documentation without a
// wire: termios(4), tty_ioctl(4), ioctl_tty(2), Linux' Documentation/driver-api/serial/serial-rs485.rst.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/trouble.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::modbus {

// As ioctl(2): -1 with errno set where it fails.
using Ioctl = std::function<int(int port, unsigned long request, void* argument)>;
Ioctl system_ioctl();

struct SerialSettings {
  std::string path;
  SerialLine line;
  std::optional<Rs485> rs485;
};

// Makes an open port ready: for us alone, raw, at this speed, without old bytes, as fast in handing bytes
// over as its driver can. What it cannot do is refused; the error does not name the port.
Result<void> set_up(int port, const SerialSettings& settings, const Ioctl& ioctl);

// False where the port has no RTS.
bool set_rts(int port, bool on, const Ioctl& ioctl);
// Whether the last bit has left: nothing in the kernel's buffer, and nothing in the chip where it tells.
bool all_sent(int port, const Ioctl& ioctl);
// Forgets what is not sent, so that closing the port does not wait for it.
void forget_unsent(int port, const Ioctl& ioctl);

// Why a port cannot be opened, and what to do: "not there: is the adapter plugged in? ...".
Trouble trouble_opening(int error);

}  // namespace gatewarden::modbus
