#include "gateway/base/name_lookups.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/errands.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using gatewarden::test::run_until;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using Asker = NameLookups::Asker;

namespace {

const tcp::endpoint kThere(make_address("192.0.2.1"), 502);

// Names of "silent.…" are not answered before the end.
struct Site {
  Site() {
    lookups.ask([asked = asked, answer = end.get_future().share()](const std::string& host, std::uint16_t) {
      ++*asked;
      if (host.rfind("silent.", 0) == 0) answer.wait();
      return FoundAddresses{{}, {kThere}};
    });
  }
  ~Site() { end.set_value(); }
  void start(Asker asker, const std::string& host, Duration patience = 1h) {
    lookups.start(asker, host, 502, patience,
                  [this](FoundAddresses came) { found.push_back(std::move(came)); });
  }
  void start_silent(Asker asker, int names) {
    for (int i = 0; i < names; ++i) start(asker, "silent." + std::to_string(i));
  }
  std::size_t threads() { return boost::asio::use_service<Errands>(*io).out(); }

  std::unique_ptr<boost::asio::io_context> io = std::make_unique<boost::asio::io_context>();
  NameLookups& lookups = boost::asio::use_service<NameLookups>(*io);
  std::promise<void> end;
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);
  std::vector<FoundAddresses> found;
};

}  // namespace

TEST_CASE("a name is looked up beside the loop, and afterwards no thread is left") {
  Site site;
  site.start(Asker::device, "meter.example");
  CHECK(site.found.empty());
  REQUIRE(run_until(*site.io, [&] { return site.found.size() == 1; }));
  CHECK_FALSE(site.found[0].error);
  CHECK(site.found[0].addresses == std::vector<tcp::endpoint>{kThere});
  REQUIRE(run_until(*site.io, [&] { return site.threads() == 0; }));
}

TEST_CASE("names that are never answered leave the ways of the other kinds of askers free") {
  for (const Asker silent : {Asker::uplink, Asker::local_broker, Asker::device}) {
    Site site;
    site.start_silent(silent, 64);
    for (const Asker other : {Asker::uplink, Asker::local_broker, Asker::device}) {
      if (other == silent) continue;
      const std::size_t before = site.found.size();
      site.start(other, "host.example");
      REQUIRE(run_until(*site.io, [&] { return site.found.size() == before + 1; }));
      CHECK_FALSE(site.found.back().error);
    }
  }
}

TEST_CASE("one device's name is looked up beside thirty others that are silent; the threads are bounded") {
  Site site;
  site.start_silent(Asker::device, 30);
  site.start(Asker::device, "meter.example");
  REQUIRE(run_until(*site.io, [&] { return site.found.size() == 1; }));
  for (int i = 100; i < 200; ++i) site.start(Asker::device, "silent." + std::to_string(i));
  CHECK(site.threads() == 32);
}

TEST_CASE("a name that is not answered in time is told so, and asked once until it is") {
  Site site;
  site.start(Asker::device, "silent.name", 1ms);
  REQUIRE(run_until(*site.io, [&] { return site.found.size() == 1 && *site.asked == 1; }));
  CHECK(site.found[0].error == boost::asio::error::host_not_found_try_again);
  site.start(Asker::device, "silent.name");
  CHECK(site.found.size() == 1);  // not from inside
  REQUIRE(run_until(*site.io, [&] { return site.found.size() == 2; }));
  CHECK(site.found[1].error == boost::asio::error::host_not_found_try_again);
  CHECK(*site.asked == 1);
  CHECK(site.threads() == 1);
}

TEST_CASE("a lost look-up gives its place to others") {
  Site site;
  for (int i = 0; i < 32; ++i) site.start(Asker::device, "silent." + std::to_string(i), 1ms);
  site.start(Asker::device, "meter.example");
  REQUIRE(run_until(*site.io, [&] { return site.found.size() == 33; }));
  const auto came = [](const FoundAddresses& each) { return !each.error; };
  CHECK(std::count_if(site.found.begin(), site.found.end(), came) == 1);
}

TEST_CASE("a loop that ends waits for no look-up") {
  Site site;
  site.start_silent(Asker::device, 3);
  site.io.reset();
  CHECK(site.found.empty());
}

TEST_CASE("literal addresses are not looked up") {
  Site site;
  site.start(Asker::uplink, "192.0.2.7");
  site.start(Asker::uplink, "2001:db8::1");
  CHECK(site.found.empty());
  REQUIRE(run_until(*site.io, [&] { return site.found.size() == 2; }));
  CHECK(site.found[0].addresses == std::vector<tcp::endpoint>{{make_address("192.0.2.7"), 502}});
  CHECK(site.found[1].addresses == std::vector<tcp::endpoint>{{make_address("2001:db8::1"), 502}});
  CHECK(*site.asked == 0);
}

TEST_CASE("the system knows localhost") {
  boost::asio::io_context io;
  std::optional<FoundAddresses> found;
  boost::asio::use_service<NameLookups>(io).start(Asker::uplink, "localhost", 8883, 20s,
                                                  [&](FoundAddresses came) { found = std::move(came); });
  REQUIRE(run_until(io, [&] { return found.has_value(); }));
  CHECK_FALSE(found->error);
  REQUIRE_FALSE(found->addresses.empty());
  for (const tcp::endpoint& each : found->addresses) {
    CHECK(each.address().is_loopback());
    CHECK(each.port() == 8883);
  }
}

TEST_CASE("a name that nobody can have is not found") {
  boost::asio::io_context io;
  std::optional<FoundAddresses> found;
  boost::asio::use_service<NameLookups>(io).start(Asker::uplink, std::string(300, 'x'), 8883, 20s,
                                                  [&](FoundAddresses came) { found = std::move(came); });
  REQUIRE(run_until(io, [&] { return found.has_value(); }));
  CHECK(found->error == boost::asio::error::host_not_found);
  CHECK(found->addresses.empty());
}
