// A name server that is silent for some parties: what it does not answer costs the others nothing.
#include <atomic>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <vector>

#include "adapters/modbus/poll/modbus_master.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/base/name_lookups.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;

namespace {

struct NoSink final : SampleSink {
  void accept(PointId, Number, SteadyTime) override {}
  void accept(PointId, const ListValue&, SteadyTime) override {}
  void heard(DeviceId, SteadyTime) override {}
};

Assignment meter() {
  auto profile = std::make_shared<AdapterProfile>();
  profile->every = 10ms;
  profile->metrics = {"power"};
  modbus::ValueSource from;
  from.holding = 0;
  profile->from.emplace_back(std::move(from));
  Assignment made;
  made.thing = "plant:meter";
  made.profile = std::move(profile);
  made.address = modbus::UnitAddress{1};
  return made;
}

}  // namespace

TEST_CASE("the names of 64 Modbus hosts are never answered: uplink and local broker connect all the same") {
  MosquittoBroker broker;
  std::promise<void> end;
  const auto answer = end.get_future().share();
  NoSink sink;
  boost::asio::io_context io;
  SystemClock clock(io);
  const auto asked = std::make_shared<std::atomic<int>>(0);  // look-ups may outlive the test
  boost::asio::use_service<NameLookups>(io).ask([asked, answer](const std::string& host, std::uint16_t port) {
    if (host.find("broker") == std::string::npos) {
      ++*asked;
      answer.wait();
      return FoundAddresses{boost::asio::error::host_not_found, {}};
    }
    return FoundAddresses{{}, {{boost::asio::ip::address_v4::loopback(), port}}};
  });
  modbus::ModbusMaster master(clock, io);
  std::vector<std::unique_ptr<Link>> links;
  for (int i = 0; i < 64; ++i) {
    modbus::LinkSettings settings;
    settings.tcp = {"meter-" + std::to_string(i) + ".example", 502};
    settings.spread = false;
    links.push_back(master.link("hall-" + std::to_string(i), settings, sink));
    links.back()->assign({meter()});
    links.back()->start();
  }
  REQUIRE(run_until(io, [&] { return *asked >= 1; }));

  for (const auto& sessions : {mqtt::paho_sessions(io), mqtt::mosquitto_sessions(io)}) {
    mqtt::Target target;
    target.host = "broker.example";
    target.port = broker.port();
    target.client_id = "plant";
    Heard heard;
    const auto session = sessions(target);
    session->connect(heard.callbacks());
    REQUIRE(run_until(io, [&] { return heard.connected || heard.lost; }));
    CHECK(heard.connected);
    session->close();
    REQUIRE(run_until(io, [&] { return heard.ends > 0; }));
  }
  links.clear();
  end.set_value();
}
