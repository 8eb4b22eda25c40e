// A client under test: real sockets and pseudo-terminals, a manual clock.
#pragma once

#include <catch2/catch.hpp>

#include "adapters/modbus/commission/request_client.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "tests/support/loopback_fence.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/scripted_modbus_slave.hpp"
#include "tests/support/scripted_serial_slave.hpp"

namespace gatewarden::modbus {

struct ClientRig {
  template <class Predicate>
  void until(Predicate so) {
    REQUIRE(test::run_until(io, so));
  }
  void settle() { fence.settle(io); }
  // Waits for the peer while time passes, so that unanswered requests end too. Steps take real time: what the
  // kernel carries arrives before the clock goes far.
  template <class Predicate>
  void pass_until(Predicate so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!so()) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      io.restart();
      io.run_one_for(std::chrono::milliseconds(1));
      clock.advance(std::chrono::milliseconds(5));
    }
  }
  void make() { client = std::make_unique<RequestClient>(stream_for(settings, io, clock), settings, clock); }
  void over_tcp() {
    settings.tcp = {"127.0.0.1", slave.port()};
    settings.timeout = std::chrono::milliseconds(300);
    make();
  }
  void over_serial() {
    settings.serial = line.path();
    settings.line.baud = 19200;
    settings.timeout = std::chrono::milliseconds(200);
    make();
  }
  ~ClientRig() { client.reset(); }

  boost::asio::io_context io;
  test::LoopbackFence fence;
  ManualClock clock;
  LinkSettings settings;
  ScriptedModbusSlave slave{io};
  ScriptedSerialSlave line{io};
  std::unique_ptr<RequestClient> client;
};

}  // namespace gatewarden::modbus
