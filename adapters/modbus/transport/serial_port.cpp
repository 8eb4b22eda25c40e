#include "adapters/modbus/transport/serial_port.hpp"

// Only the kernel's own terminal settings have speeds without a name (250,000). They redefine <termios.h>, so
// nothing here may include it.
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/serial.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace gatewarden::modbus {
namespace {

// Above about this difference of speed, a receiver misreads characters.
constexpr unsigned kMaxDeviation = 3;  // percent

Error failed(const std::string& what) { return Error{what + ": " + std::strerror(errno)}; }

// What both ends of a line must share besides the speed.
constexpr tcflag_t kCharacter = CSIZE | CSTOPB | PARENB | PARODD | CMSPAR;

tcflag_t parity_flags(Parity parity) {
  switch (parity) {
    case Parity::none:
      return 0;
    case Parity::even:
      return PARENB;
    case Parity::odd:
      return PARENB | PARODD;
    case Parity::mark:
      return PARENB | PARODD | CMSPAR;
    case Parity::space:
      break;
  }
  return PARENB | CMSPAR;
}

termios2 raw(termios2 port, const SerialLine& line) {
  port.c_iflag = line.parity == Parity::none ? 0 : INPCK;
  port.c_oflag = 0;
  port.c_lflag = 0;
  // Without HUPCL: converters powered by DTR or RTS stay awake while the port is closed.
  port.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | parity_flags(line.parity);
  if (line.stop_bits == 2) port.c_cflag |= CSTOPB;
  port.c_ispeed = line.baud;
  port.c_ospeed = line.baud;
  port.c_cc[VMIN] = 1;
  port.c_cc[VTIME] = 0;
  return port;
}

// Pseudo-terminals (which drop PARENB) and others without a wire have no modem lines.
bool is_wire(int port, const Ioctl& ioctl) {
  int lines = 0;
  return ioctl(port, TIOCMGET, &lines) == 0;
}

const char* word(Parity parity) {
  switch (parity) {
    case Parity::none:
      return "none";
    case Parity::even:
      return "even";
    case Parity::odd:
      return "odd";
    case Parity::mark:
      return "mark";
    case Parity::space:
      break;
  }
  return "space";
}

Result<void> set_line(int port, const SerialLine& line, const Ioctl& ioctl) {
  termios2 now{};
  if (ioctl(port, TCGETS2, &now) != 0) {
    if (errno == ENOTTY || errno == EINVAL) return Error{"not a serial port"};
    return failed("its settings cannot be read");
  }
  termios2 wanted = raw(now, line);
  const tcflag_t wanted_flags = wanted.c_cflag;  // the call may change its argument
  if (ioctl(port, TCSETS2, &wanted) != 0) return failed("it does not take these settings");
  termios2 taken{};
  if (ioctl(port, TCGETS2, &taken) != 0) return failed("its settings cannot be read");
  const long long off = std::llabs(static_cast<long long>(taken.c_ospeed) - line.baud);
  if (off * 100 > static_cast<long long>(line.baud) * kMaxDeviation) {
    return Error{"it cannot do " + std::to_string(line.baud) + " baud; the nearest it offers is " +
                 std::to_string(taken.c_ospeed)};
  }
  tcflag_t lost = (taken.c_cflag ^ wanted_flags) & kCharacter;
  if (lost == PARENB && !is_wire(port, ioctl)) lost = 0;
  if (lost == 0) return {};
  return Error{std::string("it cannot do characters of 8 bits with parity ") + word(line.parity) + " and " +
               std::to_string(line.stop_bits) + (line.stop_bits == 1 ? " stop bit" : " stop bits") +
               ": its driver takes other ones than it is told"};
}

unsigned milliseconds(Duration duration) {
  return static_cast<unsigned>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

Result<void> set_direction(int port, const Rs485& rs485, const Ioctl& ioctl) {
  if (rs485.direction == Rs485::Direction::rts) {
    if (set_rts(port, !rs485.rts_on_send, ioctl)) return {};
    return failed("it has no RTS line to switch (rs485.direction: rts)");
  }
  serial_rs485 wanted{};
  wanted.flags = SER_RS485_ENABLED | (rs485.rts_on_send ? SER_RS485_RTS_ON_SEND : SER_RS485_RTS_AFTER_SEND);
  wanted.delay_rts_before_send = milliseconds(rs485.delay_before);
  wanted.delay_rts_after_send = milliseconds(rs485.delay_after);
  if (ioctl(port, TIOCSRS485, &wanted) == 0) return {};
  return failed("its driver does not switch RS-485; try rs485: { direction: rts }");
}

// Otherwise a USB adapter collects bytes for up to 16 ms. Some drivers lack this; all work without.
void hurry(int port, const Ioctl& ioctl) {
  serial_struct driver{};
  if (ioctl(port, TIOCGSERIAL, &driver) != 0) return;
  driver.flags |= ASYNC_LOW_LATENCY;
  ioctl(port, TIOCSSERIAL, &driver);
}

}  // namespace

Ioctl system_ioctl() {
  return [](int port, unsigned long request, void* argument) { return ::ioctl(port, request, argument); };
}

Result<void> set_up(int port, const SerialSettings& settings, const Ioctl& ioctl) {
  if (auto done = set_line(port, settings.line, ioctl); !done) return done;
  if (ioctl(port, TIOCEXCL, nullptr) != 0) return failed("it cannot be kept for this program alone");
  if (settings.rs485) {
    if (auto done = set_direction(port, *settings.rs485, ioctl); !done) return done;
  }
  hurry(port, ioctl);
  forget_unsent(port, ioctl);
  return {};
}

bool set_rts(int port, bool on, const Ioctl& ioctl) {
  int line = TIOCM_RTS;
  return ioctl(port, on ? TIOCMBIS : TIOCMBIC, &line) == 0;
}

bool all_sent(int port, const Ioctl& ioctl) {
  int waiting = 0;
  if (ioctl(port, TIOCOUTQ, &waiting) == 0 && waiting > 0) return false;
  unsigned state = 0;
  return ioctl(port, TIOCSERGETLSR, &state) != 0 || (state & TIOCSER_TEMT) != 0;
}

// The queue takes the place of the pointer.
void forget_unsent(int port, const Ioctl& ioctl) {
  ioctl(port, TCFLSH, reinterpret_cast<void*>(std::uintptr_t{TCIOFLUSH}));
}

Trouble trouble_opening(int error) {
  using Kind = Trouble::Kind;
  switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO:
      return {Kind::other,
              "not there: is the adapter plugged in? `ls -l /dev/serial/by-id` shows those that are"};
    case EACCES:
    case EPERM:
      return {
          Kind::other,
          "no permission: add the program's user to the group dialout, or hand the device to the container"};
    case EBUSY:
    case EAGAIN:
      return {Kind::in_use, "in use by another program (ModemManager, getty, a second link)"};
    case ENOTTY:
      return {Kind::other, "not a serial port"};
    default:
      return {Kind::other, std::strerror(error)};
  }
}

}  // namespace gatewarden::modbus
