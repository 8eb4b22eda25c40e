// The calls for a serial port, compared with the kernel's documentation, without a wire.
#include "adapters/modbus/transport/serial_port.hpp"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/serial.h>
#include <sys/ioctl.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <map>

#include "adapters/modbus/transport/direction_switch.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

// A port that accepts every call except those told to fail.
struct RecordingPort {
  Ioctl ioctl() {
    return [this](int, unsigned long request, void* argument) {
      calls.push_back(request);
      if (const auto error = fails.find(request); error != fails.end()) return errno = error->second, -1;
      if (request == TCSETS2) std::memcpy(&line, argument, sizeof line);
      if (request == TCSETS2 && nearest != 0) line.c_ospeed = nearest;
      if (request == TCSETS2) line.c_cflag &= ~drops;
      if (request == TCGETS2) std::memcpy(argument, &line, sizeof line);
      if (request == TIOCSRS485) std::memcpy(&rs485, argument, sizeof rs485);
      if (request == TIOCSSERIAL) std::memcpy(&driver, argument, sizeof driver);
      if (request == TIOCMBIS || request == TIOCMBIC) {
        CHECK(*static_cast<int*>(argument) == TIOCM_RTS);
        rts = request == TIOCMBIS;
      }
      if (request == TIOCOUTQ) *static_cast<int*>(argument) = unsent;
      if (request == TIOCSERGETLSR) *static_cast<unsigned*>(argument) = chip_empty ? TIOCSER_TEMT : 0;
      return 0;
    };
  }
  bool was_called(unsigned long request) const {
    return std::find(calls.begin(), calls.end(), request) != calls.end();
  }
  std::vector<unsigned long> calls;
  std::map<unsigned long, int> fails;
  termios2 line{};
  serial_rs485 rs485{};
  serial_struct driver{};
  unsigned nearest = 0;
  tcflag_t drops = 0;  // settings it silently drops
  std::optional<bool> rts;
  int unsent = 0;
  bool chip_empty = true;
};

SerialSettings settings(unsigned baud, Parity parity, unsigned stop_bits) {
  return {"/dev/ttyUSB0", {baud, parity, stop_bits}, std::nullopt};
}

}  // namespace

TEST_CASE("speed, parity and stop bits reach the kernel, speeds without a name among them") {
  struct Case {
    SerialSettings settings;
    tcflag_t flags;
  };
  const std::vector<Case> cases{
      {settings(9600, Parity::none, 1), 0},
      {settings(19200, Parity::even, 1), PARENB},
      {settings(115200, Parity::odd, 1), PARENB | PARODD},
      {settings(250000, Parity::none, 2), CSTOPB},
      {settings(1200, Parity::mark, 1), PARENB | PARODD | CMSPAR},
      {settings(4800, Parity::space, 2), PARENB | CMSPAR | CSTOPB},
  };
  for (const Case& each : cases) {
    RecordingPort port;
    port.line.c_lflag = ICANON | ECHO | ISIG;  // as a terminal is found
    port.line.c_iflag = IXON | ICRNL;
    port.line.c_oflag = OPOST;
    port.line.c_cflag = CRTSCTS;
    REQUIRE(set_up(3, each.settings, port.ioctl()));
    CHECK(port.line.c_cflag == (CS8 | CREAD | CLOCAL | BOTHER | each.flags));
    CHECK(port.line.c_ospeed == each.settings.line.baud);
    CHECK(port.line.c_ispeed == each.settings.line.baud);
    CHECK(port.line.c_lflag == 0);
    CHECK(port.line.c_oflag == 0);
    CHECK(port.line.c_iflag == (each.settings.line.parity == Parity::none ? 0 : INPCK));
    CHECK(port.was_called(TIOCEXCL));
    CHECK((port.driver.flags & ASYNC_LOW_LATENCY) != 0);
    CHECK(port.was_called(TCFLSH));
    CHECK_FALSE(port.was_called(TIOCSRS485));
    CHECK_FALSE(port.rts);
  }
}

TEST_CASE("a port that cannot do the speed says which it offers") {
  RecordingPort port;
  port.nearest = 230'400;
  const auto done = set_up(3, settings(250'000, Parity::none, 1), port.ioctl());
  REQUIRE_FALSE(done);
  CHECK_THAT(done.error(), Catch::Contains("250000 baud") && Catch::Contains("230400"));
  port.nearest = 249'000;  // near enough for any receiver
  CHECK(set_up(3, settings(250'000, Parity::none, 1), port.ioctl()));
}

TEST_CASE(
    "a port that takes another parity or other stop bits than it is told is refused, a pseudo-terminal is "
    "not") {
  const auto set = [](tcflag_t drops, Parity parity, unsigned stop_bits, bool pseudo = false) {
    RecordingPort port;
    port.drops = drops;
    if (pseudo) port.fails[TIOCMGET] = ENOTTY;
    return set_up(3, settings(9600, parity, stop_bits), port.ioctl());
  };
  CHECK_THAT(set(CMSPAR, Parity::mark, 1).error(), Catch::Contains("parity mark"));
  CHECK_THAT(set(CSTOPB, Parity::none, 2).error(), Catch::Contains("2 stop bits"));
  CHECK_FALSE(set(CS8, Parity::none, 1));
  CHECK_FALSE(set(PARENB, Parity::even, 1));
  CHECK(set(PARENB, Parity::even, 1, true));
  CHECK_FALSE(set(CSTOPB, Parity::even, 2, true));
  CHECK(set(CMSPAR, Parity::even, 1));
}

TEST_CASE("a driver without a low latency is used as it is; one without exclusive use is refused") {
  RecordingPort port;
  port.fails[TIOCGSERIAL] = ENOTTY;
  CHECK(set_up(3, settings(9600, Parity::none, 1), port.ioctl()));
  port.fails[TIOCEXCL] = EIO;
  CHECK_FALSE(set_up(3, settings(9600, Parity::none, 1), port.ioctl()));
}

TEST_CASE("RS-485 by the kernel: flags and delays as its documentation says") {
  RecordingPort port;
  SerialSettings wanted = settings(9600, Parity::even, 1);
  wanted.rs485 = Rs485{Rs485::Direction::kernel, true, 1ms, 1500us};
  REQUIRE(set_up(3, wanted, port.ioctl()));
  CHECK(port.rs485.flags == (SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND));
  CHECK(port.rs485.delay_rts_before_send == 1);
  CHECK(port.rs485.delay_rts_after_send == 2);  // whole milliseconds, rounded up
  wanted.rs485->rts_on_send = false;
  REQUIRE(set_up(3, wanted, port.ioctl()));
  CHECK(port.rs485.flags == (SER_RS485_ENABLED | SER_RS485_RTS_AFTER_SEND));
  port.fails[TIOCSRS485] = ENOTTY;
  const auto done = set_up(3, wanted, port.ioctl());
  REQUIRE_FALSE(done);
  CHECK_THAT(done.error(), Catch::Contains("direction: rts"));
}

TEST_CASE("RS-485 by RTS: on while the request leaves, off when its last bit has") {
  for (const bool rts_on_send : {true, false}) {
    RecordingPort port;
    ManualClock clock;
    SerialSettings wanted = settings(9600, Parity::none, 1);
    wanted.rs485 = Rs485{Rs485::Direction::rts, rts_on_send, 2ms, 1ms};
    REQUIRE(set_up(3, wanted, port.ioctl()));
    CHECK(port.rts == !rts_on_send);
    unsigned written = 0;
    DirectionSwitch direction(clock, 3, wanted, port.ioctl(), [&] { ++written; });
    direction.send(96);  // 100 ms
    CHECK(port.rts == rts_on_send);
    CHECK(written == 0);
    clock.advance(2ms);
    CHECK(written == 1);
    port.unsent = 5;
    clock.advance(105ms);
    CHECK(port.rts == rts_on_send);  // the kernel is late
    port.unsent = 0;
    port.chip_empty = false;
    clock.advance(2ms);
    CHECK(port.rts == rts_on_send);  // the chip is late
    port.chip_empty = true;
    clock.advance(500us);
    CHECK(port.rts == rts_on_send);
    clock.advance(1ms);
    CHECK(port.rts == !rts_on_send);
    CHECK(written == 1);
  }
}

TEST_CASE("a port without RTS cannot switch by it") {
  RecordingPort port;
  port.fails[TIOCMBIC] = EINVAL;
  SerialSettings wanted = settings(9600, Parity::none, 1);
  wanted.rs485 = Rs485{Rs485::Direction::rts, true, {}, {}};
  const auto done = set_up(3, wanted, port.ioctl());
  REQUIRE_FALSE(done);
  CHECK_THAT(done.error(), Catch::Contains("no RTS"));
}

TEST_CASE("why a port cannot be opened names what to do") {
  CHECK_THAT(trouble_opening(ENOENT).why, Catch::Contains("not there") && Catch::Contains("by-id"));
  CHECK_THAT(trouble_opening(EACCES).why, Catch::Contains("dialout"));
  CHECK_THAT(trouble_opening(EBUSY).why, Catch::Contains("in use"));
  CHECK(trouble_opening(EBUSY).kind == Trouble::Kind::in_use);
  CHECK(trouble_opening(ENOENT).kind == Trouble::Kind::other);
  CHECK_THAT(trouble_opening(ENODEV).why, Catch::Contains("plugged in"));
}
