#include "adapters/host/host_link.hpp"

#include <catch2/catch.hpp>

#include "adapters/host/host_metrics.hpp"
#include "gateway/base/log.hpp"
#include "tests/host/fake_machine.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::host;
using namespace gatewarden::host::test;
using namespace std::chrono_literals;

namespace {

struct Sink final : SampleSink {
  void accept(PointId point, Number value, SteadyTime) override {
    numbers[index_of(point)] = value;
    ++accepted;
  }
  void accept(PointId point, const ListValue& value, SteadyTime) override {
    lists[index_of(point)] = value;
    ++accepted;
  }
  void heard(DeviceId, SteadyTime) override { ++signs; }
  std::map<std::uint32_t, Number> numbers;
  std::map<std::uint32_t, ListValue> lists;
  int signs = 0;
  std::uint64_t accepted = 0;
};

struct Gateway {
  explicit Gateway(const std::vector<std::string>& wanted = {}) {
    log::set_level(log::Level::off);
    HostSettings settings;
    settings.sources = machine.sources();
    settings.sources.health = [this] { return health; };
    settings.sources.air_coverage = [this] { return coverage; };
    link = make_host_link(settings, sink, clock);
    auto profile = std::make_shared<AdapterProfile>();
    for (const MetricSpec& spec : host_metrics(wanted)) profile->metrics.push_back(spec.name);
    names = profile->metrics;
    link->assign({Assignment{DeviceId{3}, PointId{100}, "plant7-gw", profile, {}}});
  }
  std::uint32_t point(const std::string& name) const {
    const auto at = std::find(names.begin(), names.end(), name);
    REQUIRE(at != names.end());
    return 100 + static_cast<std::uint32_t>(at - names.begin());
  }
  double number(const std::string& name) const { return sink.numbers.at(point(name)).as_double(); }

  FakeMachine machine;
  ManualClock clock;
  Sink sink;
  std::optional<double> health = 1.0, coverage;
  std::vector<std::string> names;
  std::unique_ptr<Link> link;
};

}  // namespace

TEST_CASE("the gateway's own profile has the four standard groups, and what else was asked for") {
  const auto plain = host_metrics({});
  REQUIRE(plain.size() == 7);
  for (const MetricSpec& spec : plain) CHECK(spec.role != MetricRole::custom);
  CHECK(plain[0].type == MetricType::ports);
  CHECK(plain[2].type == MetricType::connections);
  CHECK(plain[3].aggregate == Aggregate::delta);
  const auto all = host_metrics(optional_metrics());
  REQUIRE(all.size() == 13);
  for (const MetricSpec& spec : all) {
    if (spec.role == MetricRole::custom) CHECK(check_custom_name(spec.name));
    CHECK(aggregate_fits(spec.aggregate, spec.type));
    CHECK(point_of(spec.name));
  }
  CHECK(host_metrics({"memory"}).back().name == "memory_percent");
  CHECK_FALSE(point_of("temperature"));
}

TEST_CASE("every metric of the machine settles at its own point") {
  Gateway gateway({"cpu", "memory", "disk", "temperature", "gatewarden"});
  gateway.machine.zone(0, "50000\n");
  gateway.machine.sockets("tcp", {socket_line(kAny4 + ":0050", kNobody4, "0A"),
                                  socket_line(kEth4 + ":C000", kPeer4 + ":22B3", "01")});
  gateway.machine.sockets("udp", {socket_line(kAny4 + ":0044", kNobody4, "07")});
  gateway.link->start();
  gateway.machine.traffic({{"eth0", 10, 20, 30, 40}});
  gateway.machine.write("proc/stat", "cpu  175 0 100 825 0 0 0 0 0 0\n");
  gateway.clock.advance(30s);
  const auto& lists = gateway.sink.lists;
  CHECK(std::get<PortList>(lists.at(gateway.point("listening_tcp_ports"))).ports[0].port == 80);
  CHECK(std::get<PortList>(lists.at(gateway.point("listening_udp_ports"))).ports[0].port == 68);
  CHECK(std::get<ConnectionList>(lists.at(gateway.point("established_connections"))).total == 1);
  CHECK(gateway.number("bytes_in") == 10);
  CHECK(gateway.number("packets_in") == 20);
  CHECK(gateway.number("bytes_out") == 30);
  CHECK(gateway.number("packets_out") == 40);
  CHECK(gateway.number("cpu_percent") == Approx(75));
  CHECK(gateway.number("memory_percent") == Approx(75));
  CHECK(gateway.number("temperature_celsius") == Approx(50));
  CHECK(gateway.number("gatewarden_health") == 1);
  CHECK(gateway.number("disk_percent") > 0);
  CHECK(gateway.sink.signs == 2);
  CHECK(gateway.link->samples() == gateway.sink.accepted);
  CHECK(gateway.link->device(DeviceId{3}).state == DeviceState::online);
  CHECK(gateway.link->device(DeviceId{4}).state == DeviceState::never_seen);
}

TEST_CASE("the machine is read when the link starts and then every period, not in a burst after a pause") {
  Gateway gateway;
  gateway.link->start();
  CHECK(gateway.sink.signs == 1);
  gateway.clock.advance(29s);
  CHECK(gateway.sink.signs == 1);
  gateway.clock.advance(1s);
  CHECK(gateway.sink.signs == 2);
  gateway.clock.advance(300s);
  CHECK(gateway.sink.signs == 12);
  CHECK(gateway.link->snapshot().counters.at("readings") == 12);
  gateway.link->stop();
  gateway.clock.advance(300s);
  CHECK(gateway.sink.signs == 12);
  CHECK(gateway.link->snapshot().state == LinkState::stopped);
}

TEST_CASE("what cannot be read stays unknown, is counted and named, and comes back") {
  Gateway gateway({"temperature"});
  gateway.machine.remove("proc/1/net/udp");
  gateway.link->start();
  CHECK(gateway.sink.lists.count(gateway.point("listening_udp_ports")) == 0);
  CHECK(gateway.sink.lists.count(gateway.point("listening_tcp_ports")) == 1);
  CHECK(gateway.link->device(DeviceId{3}).state == DeviceState::degraded);
  CHECK(gateway.link->snapshot().errors == 2);
  CHECK(gateway.link->snapshot().why.find("proc/1/net/udp") != std::string::npos);
  gateway.machine.sockets("udp", {});
  gateway.machine.zone(0, "50000\n");
  gateway.clock.advance(30s);
  CHECK(gateway.sink.lists.count(gateway.point("listening_udp_ports")) == 1);
  CHECK(gateway.link->device(DeviceId{3}).state == DeviceState::online);
}

TEST_CASE("a temperature nobody asked for is not missed") {
  Gateway gateway;
  gateway.link->start();
  CHECK(gateway.link->snapshot().errors == 0);
  CHECK(gateway.link->device(DeviceId{3}).state == DeviceState::online);
}

TEST_CASE("how much of the time the air was listened to is the gateway's to tell, where it listens") {
  Gateway gateway({"air_coverage"});
  gateway.link->start();
  gateway.clock.advance(30s);
  CHECK(gateway.sink.numbers.count(gateway.point("air_coverage_percent")) == 0);
  gateway.coverage = 66;
  gateway.clock.advance(30s);
  CHECK(gateway.number("air_coverage_percent") == 66);
}

TEST_CASE("health that is not known is not claimed") {
  Gateway gateway({"gatewarden"});
  gateway.health = std::nullopt;
  gateway.link->start();
  CHECK(gateway.sink.numbers.count(gateway.point("gatewarden_health")) == 0);
}
