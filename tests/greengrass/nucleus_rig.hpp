// A component's session with a FakeNucleus over a real socket, on a manual clock.
#pragma once

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/greengrass/greengrass_session.hpp"
#include "tests/support/fake_nucleus.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::test {

struct NucleusRig {
  explicit NucleusRig(greengrass::Nucleus nucleus, FakeNucleus::Setup wanted = {})
      : personality(nucleus), fake(io, clock, with_socket(std::move(wanted))), factory(sessions()) {}

  FakeNucleus::Setup with_socket(FakeNucleus::Setup wanted) const {
    wanted.personality = personality;
    wanted.socket = socket;
    return wanted;
  }
  mqtt::SessionFactory sessions(std::string token = "AAAAAAAAAAAAAAAA", std::size_t max_payload = 0) {
    return greengrass::greengrass_sessions(io, clock, {socket, std::move(token), personality, max_payload},
                                           [this](const std::string& why) { refused.push_back(why); });
  }
  std::unique_ptr<mqtt::Session> open(Heard& heard) {
    auto session = factory({});
    session->connect(heard.callbacks());
    return session;
  }
  std::unique_ptr<mqtt::Session> open_and_wait(Heard& heard) {
    auto session = open(heard);
    until([&] { return heard.connected || heard.lost; });
    INFO(heard.lost.value_or("no reason"));
    REQUIRE(heard.connected);
    return session;
  }
  // Subscribes and waits until it is in force.
  void listen(mqtt::Session& session, Heard& heard, const std::string& filter) {
    session.subscribe(1'000, {filter}, 1);
    until([&] { return fake.open_streams() == 1; });
    idle();
    clock.advance(std::chrono::seconds(1));
    until([&] { return heard.subscribed.contains(1'000); });
  }
  // Runs what is due now; no time passes.
  template <class P>
  void until(P&& so) {
    REQUIRE(run_until(io, [&] {
      clock.advance({});
      return so();
    }));
  }
  // All under way has arrived: a ping there and back.
  void idle() {
    const unsigned before = fake.count().pongs;
    fake.ping();
    until([&] { return fake.count().pongs > before; });
  }

  boost::asio::io_context io;
  ManualClock clock;
  TemporaryFolder folder;
  std::string socket = folder / "ipc.socket";
  greengrass::Nucleus personality;
  std::vector<std::string> refused;  // what the composition was told
  FakeNucleus fake;
  mqtt::SessionFactory factory;
};

}  // namespace gatewarden::test
