#include <boost/asio/ip/tcp.hpp>

#include "tests/app/links_rig.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

TEST_CASE("each link speaks its protocol and serves its own children") {
  LinksRig running;
  running.apply(fleet("{ " + kHallA + ", " + kSite + " }", "[" + kMeter + ", " + kPress + "]"));
  REQUIRE(running.links.all().size() == 3);  // with the gateway's own
  REQUIRE(running.links.find("hall-a"));
  CHECK(running.links.find("hall-a")->snapshot().protocol == "modbus");
  CHECK(running.links.find("hall-a")->snapshot().devices == 1);
  REQUIRE(running.links.find("site"));
  CHECK(running.links.find("site")->snapshot().protocol == "mqtt");
  CHECK(running.links.find("site")->snapshot().devices == 1);
  CHECK(running.links.find("nowhere") == nullptr);
}

TEST_CASE("a reload keeps a link whose settings did not change, with other children if need be") {
  LinksRig running;
  running.apply(fleet("{ " + kHallA + ", " + kSite + " }", "[" + kMeter + ", " + kPress + "]"));
  const Link* hall = running.links.find("hall-a");
  const Link* host = running.links.find(kHostLink);
  // The same settings in another spelling, with a default written out; and another broker.
  running.apply(
      fleet("{ hall-a: { modbus: { timeout: 0.5s, tcp: 192.0.2.1 } }, site: { mqtt: { broker: "
            "\"mqtt://192.0.2.3\" } } }",
            "[" + kPress + "]"));
  CHECK(running.links.find("hall-a") == hall);
  CHECK(hall->snapshot().devices == 0);
  CHECK(running.links.find("site")->snapshot().endpoint == "mqtt://192.0.2.3:1883");
  CHECK(running.links.find(kHostLink) == host);
}

TEST_CASE("a link that left the fleet file is stopped and gone") {
  LinksRig running;
  running.apply(fleet("{ " + kHallA + ", " + kSite + " }", "[" + kMeter + ", " + kPress + "]"));
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]"));
  CHECK(running.links.find("hall-a") == nullptr);
  CHECK(running.links.all().size() == 2);
}

TEST_CASE("the gateway reads its own machine while the fleet file wants it to") {
  LinksRig running;
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]"));
  REQUIRE(running.links.find(kHostLink));
  CHECK(running.links.find(kHostLink)->snapshot().state == LinkState::connected);
  const DeviceId gateway = *running.registry.find("gw");
  CHECK(running.reports.activity(gateway).samples > 0);
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]", false));
  CHECK(running.links.find(kHostLink) == nullptr);
}

TEST_CASE("the machine that is read is the one below host.root, from the reload on that says so") {
  LinksRig running;
  test::TemporaryFolder empty;
  auto wanted = fleet("{ " + kSite + " }", "[" + kPress + "]");
  running.apply(wanted);
  CHECK(running.links.find(kHostLink)->snapshot().errors == 0);
  wanted.gateway.host.root = empty.path().string();
  running.apply(wanted);
  CHECK(running.links.find(kHostLink)->snapshot().errors > 0);  // nothing is there
}

TEST_CASE("the host's counters go on over reloads, and no link of the fleet gets them") {
  LinksRig running;
  const std::string links = "{ host: { mqtt: { broker: \"mqtt://192.0.2.2\" } } }";
  const std::string press = "[{ thing: press-1, profile: press, link: host, topic: press/1 }]";
  const auto samples = [&](std::string_view name) {
    const Link* link = running.links.find(name);
    REQUIRE(link);
    return running.links.snapshot(name, *link).samples;
  };
  auto wanted = fleet(links, press);
  running.apply(wanted);
  const auto first = samples(kHostLink);
  REQUIRE(first > 0);
  wanted.gateway.host.every = 60s;
  running.apply(wanted);
  const auto second = samples(kHostLink);
  CHECK(second > first);
  CHECK(samples("host") == 0);
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]"));
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]"));
  CHECK(samples(kHostLink) > second);
}

namespace {

std::string silent_hall(std::uint16_t port, const std::string& timeout) {
  return "hall-a: { modbus: { tcp: \"127.0.0.1:" + std::to_string(port) + "\", timeout: " + timeout + " } }";
}
const std::string kCounted = "{ thing: meter-1, profile: counted, link: hall-a, unit: 1 }";

// A peer that accepts connections and never answers.
struct SilentHall : LinksRig {
  SilentHall() {
    apply(fleet("{ " + kSite + ", " + silent_hall(port, "1s") + " }", "[" + kPress + ", " + kCounted + "]"));
    REQUIRE(test::run_until(io, [&] {
      clock.advance(10ms);
      return requests() > 0;
    }));
  }
  std::uint64_t requests() const {
    const auto counters = links.snapshot("hall-a", *links.find("hall-a")).counters;
    const auto found = counters.find("requests");
    return found == counters.end() ? 0 : found->second;
  }
  boost::asio::ip::tcp::acceptor silent{io, {boost::asio::ip::address_v4::loopback(), 0}};
  std::uint16_t port = silent.local_endpoint().port();
};

}  // namespace

TEST_CASE("what a link hands on as it stops belongs to the children that leave with it") {
  SilentHall running;
  const PointId freed = running.registry.first_point(running.device("meter-1"));
  // The newcomer is given the points that become free.
  running.apply(fleet("{ hall-b: { modbus: { tcp: 192.0.2.3 } } }",
                      "[{ thing: newcomer, profile: counted, link: hall-b, unit: 1 }]"));
  CHECK(running.links.find("hall-a") == nullptr);
  const DeviceId newcomer = running.device("newcomer");
  REQUIRE(running.registry.first_point(newcomer) == freed);
  CHECK(running.reports.activity(newcomer).samples == 0);
}

TEST_CASE("a link's counters go on when a reload replaces it") {
  SilentHall running;
  const auto before = running.requests();
  for (const char* timeout : {"2s", "3s"}) {
    running.apply(fleet("{ " + kSite + ", " + silent_hall(running.port, timeout) + " }",
                        "[" + kPress + ", " + kCounted + "]"));
    REQUIRE_FALSE(running.links.find("hall-a")->snapshot().counters.contains("requests"));  // a new one
    CHECK(running.requests() >= before);
  }
}

TEST_CASE("stopped links take nothing in") {
  LinksRig running;
  running.apply(fleet("{ " + kHallA + " }", "[" + kMeter + "]"));
  running.links.stop();
  for (const auto& [name, link] : running.links.all()) {
    CAPTURE(name);
    CHECK(link->snapshot().state == LinkState::stopped);
  }
}
