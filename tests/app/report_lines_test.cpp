#include "gateway/app/report_lines.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/base/system_clock.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

struct Written {
  config::Fleet fleet_with(std::vector<std::string> files) const {
    config::Fleet fleet;
    fleet.gateway.thing = "plant-gw";
    for (const std::string& name : files) {
      config::FileUplink file;
      file.path = folder / name;
      fleet.uplink.files.push_back(file);
    }
    return fleet;
  }
  void report(std::uint64_t id) {
    Report report;
    report.id = ReportId{id};
    report.bytes_in = 7;
    lines.closed({DeviceId{1}, "plant-gw:meter-1", report});
  }
  std::vector<nlohmann::json> content(const std::string& name) const {
    std::vector<nlohmann::json> all;
    std::ifstream file(folder / name);
    for (std::string line; std::getline(file, line);) all.push_back(nlohmann::json::parse(line));
    return all;
  }
  void close() { lines.close(clock.now() + 20s); }

  test::TemporaryFolder folder;
  boost::asio::io_context io;
  SystemClock clock{io};
  ReportLines lines{clock};
};

}  // namespace

TEST_CASE("every report that closes is a line of each file, with who sent it") {
  Written written;
  CHECK(written.lines.empty());
  written.report(1);  // no file yet
  written.lines.apply(written.fleet_with({"a", "b"}));
  written.report(2);
  written.close();
  for (const char* name : {"a", "b"}) {
    CAPTURE(name);
    const auto lines = written.content(name);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]["thing"] == "plant-gw:meter-1");
    CHECK(lines[0]["gateway"] == "plant-gw");
    CHECK(lines[0]["report"]["header"]["report_id"] == 2);
  }
}

TEST_CASE("a reload lets the files that stay alone, ends those that go and begins the new ones") {
  Written written;
  written.lines.apply(written.fleet_with({"stays", "goes"}));
  written.report(1);
  written.lines.apply(written.fleet_with({"comes", "stays"}));
  written.report(2);
  written.close();
  const auto snapshots = written.lines.snapshots();
  REQUIRE(snapshots.size() == 2);
  CHECK(snapshots[0].lines == 2);  // the same writer
  CHECK(snapshots[1].lines == 1);
  CHECK(written.content("stays").size() == 2);
  CHECK(written.content("goes").size() == 1);
  CHECK(written.content("comes").size() == 1);
}

TEST_CASE("a file whose settings a reload changes goes on with its counts") {
  Written written;
  config::Fleet fleet = written.fleet_with({"a"});
  written.lines.apply(fleet);
  written.report(1);
  written.report(2);
  const auto lines = [&] { return written.lines.snapshots().at(0).lines; };
  fleet.uplink.files[0].keep = 2;
  written.lines.apply(fleet);
  CHECK(test::eventually([&] { return lines() == 2; }));
  written.report(3);
  written.close();
  CHECK(lines() == 3);
}

TEST_CASE("a removed destination is nobody's wait, and its counts come back with it") {
  Written written;
  written.lines.apply(written.fleet_with({"a"}));
  CHECK(written.lines.files() == std::set<std::string>{written.folder / "a"});
  written.report(1);
  written.lines.apply(written.fleet_with({"b"}));
  CHECK(written.lines.files() == std::set<std::string>{written.folder / "b"});
  CHECK(test::eventually([&] { return written.content("a").size() == 1; }));
  written.lines.tick();
  written.lines.apply(written.fleet_with({"a"}));
  written.report(2);
  written.close();
  CHECK(written.lines.snapshots().at(0).lines == 2);
}
