// A serial port that is pulled out, in use, not a port, or has old bytes.
#include "adapters/modbus/transport/serial_stream.hpp"

#include <asm/ioctls.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/modbus/link_rig.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedSerialSlave;

// device-modbus-go#636: afterwards the port has another number.
TEST_CASE(
    "an adapter that is pulled out is waited for, named with the remedy, and used again when it is back") {
  SerialRig rig;
  const test::TemporaryFolder folder;
  const std::string by_id = folder / "usb-FTDI_A1";  // as made by udev
  std::filesystem::create_symlink(rig.line.path(), by_id);
  rig.settings.serial = by_id;
  rig.begin({unit(1, profile_of({holding(0)}, 1s))});
  rig.serve(100ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.line.unplug();
  std::filesystem::remove(by_id);
  rig.until([&] { return rig.link->snapshot().state != LinkState::connected; });
  rig.serve(3s);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("not there") && Catch::Contains("/dev/serial/by-id"));
  CHECK(rig.link->snapshot().state == LinkState::waiting);
  CHECK_THAT(rig.device(1).why, Catch::Contains(by_id));
  CHECK(rig.device(1).state == DeviceState::offline);
  rig.serve(60s);
  rig.line.plug_in();
  std::filesystem::create_symlink(rig.line.path(), by_id);
  const std::size_t before = rig.sink.count(100);
  rig.serve(40s);
  CHECK(rig.sink.count(100) > before);
  CHECK(rig.link->snapshot().why.empty());
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("a port that is a file, or that another link keeps, is refused with the reason") {
  SerialRig rig;
  const test::TemporaryFolder folder;
  rig.settings.serial = folder.write("ttyUSB0", "");
  rig.begin({unit(1, profile_of({holding(0)}))});
  rig.serve(100ms);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("not a serial port"));

  SerialRig first;
  first.start({unit(1, profile_of({holding(0)}, 1s))});
  first.serve(100ms);
  first.until([&] { return first.sink.count(100) == 1; });
  LinkSettings same = first.settings;
  const auto second = first.master.link("twin", same, first.sink);
  second->assign({unit(1, profile_of({holding(0)}, 1s))});
  second->start();
  first.serve(100ms);
  CHECK_THAT(second->snapshot().why, Catch::Contains("in use by another program"));
  first.serve(5s);
  CHECK(first.sink.count(100) >= 5);
}

TEST_CASE("what an adapter still holds from before is not taken for an answer") {
  SerialRig rig;
  rig.start({unit(1, profile_of({holding(7)}))});
  rig.serve(20ms);
  REQUIRE(rig.link->snapshot().state == LinkState::connected);
  CHECK(rig.line.requests().empty());
  rig.line.send(Slave::answer({1, 3, 0, 1, {}}));  // to another question: 100
  rig.serve(100ms);
  CHECK(rig.sink.numbers[100] == std::vector<double>{107});
}

namespace {

struct Verdict final : StreamListener {
  void opened() override { ended = true; }
  void received(std::span<const std::uint8_t>) override {}
  void closed(const Trouble& trouble) override {
    why = trouble.why;
    kind = trouble.kind;
    ended = true;
  }
  bool ended = false;
  std::string why;
  Trouble::Kind kind = Trouble::Kind::other;
};

}  // namespace

TEST_CASE("what another one sends over a port is not thrown away by whoever finds it in use") {
  boost::asio::io_context io;
  ManualClock clock;
  ScriptedSerialSlave line(io);
  const int other = ::open(line.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(other >= 0);
  REQUIRE(::flock(other, LOCK_EX | LOCK_NB) == 0);
  std::vector<unsigned long> calls;
  SerialStream stream(io, clock, {line.path(), {}, std::nullopt},
                      [&](int port, unsigned long request, void* argument) {
                        calls.push_back(request);
                        return system_ioctl()(port, request, argument);
                      });
  Verdict in_use;
  stream.open(in_use);
  REQUIRE(test::run_until(io, [&] { return in_use.ended; }));
  CHECK(in_use.kind == Trouble::Kind::in_use);
  CHECK_THAT(in_use.why, Catch::Contains("in use"));
  CHECK(calls.empty());
  ::close(other);
  Verdict free;
  stream.open(free);
  REQUIRE(test::run_until(io, [&] { return free.ended; }));
  CHECK(free.why.empty());
  calls.clear();
  stream.close();
  CHECK(calls == std::vector<unsigned long>{TCFLSH});
}
