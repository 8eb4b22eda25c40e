// The kernel's settings of a serial port: raw bytes, speed, parity, RS-485 direction. Every call goes through
// one function, so tests can check arguments without a wire against termios(4), tty_ioctl(4), ioctl_tty(2) and
// Linux' Documentation/driver-api/serial/serial-rs485.rst.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/trouble.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::modbus {

// As ioctl(2): -1 with errno set on failure.
using Ioctl = std::function<int(int port, unsigned long request, void* argument)>;
Ioctl system_ioctl();

struct SerialSettings {
  std::string path;
  SerialLine line;
  std::optional<Rs485> rs485;
};

// Prepares an open port: exclusive, raw, at this speed, without old bytes, at the driver's lowest delay. Fails
// if the port cannot; the error does not name the port.
Result<void> set_up(int port, const SerialSettings& settings, const Ioctl& ioctl);

// False if the port has no RTS.
bool set_rts(int port, bool on, const Ioctl& ioctl);
// Nothing left in the kernel's buffer, nor in the chip if it tells.
bool all_sent(int port, const Ioctl& ioctl);
// So that closing the port does not wait for them.
void forget_unsent(int port, const Ioctl& ioctl);

// With a remedy: "not there: is the adapter plugged in? ...".
Trouble trouble_opening(int error);

}  // namespace gatewarden::modbus
