// What becomes of reports, as the log tells it: its lines are counted.
#include "gateway/app/children/verdict_log.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Kind = Outcome::Kind;

namespace {

struct Site {
  explicit Site(unsigned children) {
    for (unsigned i = 0; i < children; ++i) devices.push_back(add("gw:meter-" + std::to_string(i)));
  }
  DeviceId add(const std::string& thing) {
    return *registry.add({*ThingName::parse(thing), std::make_shared<const Profile>(), "hall-a"});
  }
  void settle(DeviceId device, Kind kind, const std::string& code = "", const std::string& detail = "") {
    log.settled({device, registry.child(device).thing.text(), ReportId{++reports}, kind, code, detail});
  }
  void settle(unsigned child, Kind kind, const std::string& code = "") { settle(devices[child], kind, code); }

  Registry registry;
  bool awaits_answers = true, quarantined = false;
  VerdictLog log{{registry, [this] { return awaits_answers; }, [this](const auto&) { return quarantined; }}};
  std::vector<DeviceId> devices;
  std::uint64_t reports = 0;
};

std::size_t lines_of(const std::string& log, const std::string& thing) {
  std::size_t lines = 0;
  for (std::size_t at = log.find(thing); at != std::string::npos; at = log.find(thing, at + 1))
    lines += log[at + thing.size()] == ' ' || log[at + thing.size()] == '\n' ? 1 : 0;
  return lines;
}

}  // namespace

TEST_CASE("throttled, rejected and flapping children have a line each, and one when they are well again") {
  test::LogCapture log;
  Site site(10);
  for (int round = 0; round < 100; ++round) {
    for (unsigned child = 0; child < 6; ++child) site.settle(child, Kind::throttled, "Throttled");
    site.settle(6, Kind::rejected, "InvalidPayload");
    site.settle(7, round % 2 ? Kind::accepted : Kind::throttled, round % 2 ? "" : "Throttled");
    for (unsigned child = 8; child < 10; ++child) site.settle(child, Kind::accepted);
  }
  CHECK(log.count("report_throttled") == 7);
  CHECK(log.count("report_rejected") == 1);
  CHECK(log.count("reports_accepted_again") == 0);
  for (int round = 0; round < 100; ++round) {
    for (unsigned child = 0; child < 10; ++child) site.settle(child, Kind::accepted);
  }
  CHECK(log.count("reports_accepted_again") == 8);
  CHECK(lines_of(log.text(), "thing=gw:meter-7") == 2);
  CHECK(lines_of(log.text(), "thing=gw:meter-8") == 0);
}

TEST_CASE("the line names the child, what the service said and what to do") {
  test::LogCapture log;
  Site site(2);
  site.settle(site.devices[0], Kind::rejected, "InvalidPayload", "no such metric");
  site.settle(1, Kind::throttled, "Throttled");
  using Catch::Contains;
  CHECK_THAT(log.text(), Contains("thing=gw:meter-0") && Contains("code=InvalidPayload") &&
                             Contains("why=\"no such metric\"") && Contains("gatewarden last gw:meter-0"));
  CHECK_THAT(log.text(), Contains("another program report"));
}

TEST_CASE("another answer is a change, answers in turns are none") {
  test::LogCapture log;
  Site site(1);
  for (int round = 0; round < 50; ++round) {
    site.settle(0, Kind::rejected, "InvalidPayload");
    site.settle(0, Kind::throttled, "Throttled");
    site.settle(0, Kind::rejected, "code-" + std::to_string(round));  // a service that invents codes
  }
  CHECK(log.count("report_throttled") == 1);
  CHECK(log.count("report_rejected") == VerdictLog::kAnswers - 1);
}

TEST_CASE("a child that is never answered while others are accepted is told once") {
  test::LogCapture log;
  Site site(2);
  for (int round = 0; round < 50; ++round) {
    site.settle(0, Kind::no_verdict);
    site.settle(1, Kind::accepted);
  }
  CHECK(log.count("reports_unanswered") == 1);
  CHECK(log.count("reports_never_answered") == 0);
  for (int round = 0; round < 50; ++round) site.settle(0, Kind::accepted);
  CHECK(log.count("reports_accepted_again") == 1);
}

TEST_CASE("where nobody is ever answered one line says so for all") {
  test::LogCapture log;
  Site site(20);
  for (int round = 0; round < 50; ++round) {
    for (unsigned child = 0; child < 20; ++child) site.settle(child, Kind::no_verdict);
  }
  CHECK(log.count("reports_never_answered") == 1);
  CHECK(log.count("reports_unanswered") == 0);
  site.settle(3, Kind::accepted);
  site.settle(3, Kind::accepted);
  CHECK(log.count("reports_answered") == 1);
}

TEST_CASE("a rejection is an answer: beside it nobody is said to be never answered, but this one is told") {
  test::LogCapture log;
  Site site(2);
  for (int round = 0; round < 50; ++round) {
    site.settle(0, Kind::rejected, "InvalidPayload");
    site.settle(1, Kind::no_verdict);
  }
  CHECK(log.count("reports_never_answered") == 0);
  CHECK(log.count("reports_unanswered") == 1);
  CHECK_THAT(log.text(), Catch::Contains("not answered 3 times in a row, while others were"));
}

TEST_CASE("an answer for a child that was removed meanwhile is one, too") {
  test::LogCapture log;
  Site site(1);
  site.log.settled({DeviceId{9}, "gw:gone", ReportId{7}, Kind::accepted, "", ""});
  for (int round = 0; round < 50; ++round) site.settle(0, Kind::no_verdict);
  CHECK(log.count("reports_never_answered") == 0);
}

TEST_CASE("on another uplink is said anew what is true of it") {
  test::LogCapture log;
  Site site(1);
  site.settle(0, Kind::accepted);
  site.settle(0, Kind::rejected, "InvalidPayload");
  for (int uplinks = 1; uplinks <= 2; ++uplinks) {
    site.log.begin_anew();
    for (int round = 0; round < 50; ++round) site.settle(0, Kind::no_verdict);
    CHECK(log.count("reports_never_answered") == static_cast<std::size_t>(uplinks));
  }
  CHECK_THAT(
      log.text(),
      Catch::Contains("not answered 3 times in a row, nor was any report of any child on this uplink"));
  site.settle(0, Kind::rejected, "InvalidPayload");
  CHECK(log.count("reports_answered") == 1);
  CHECK(log.count("report_rejected") == 2);
}

TEST_CASE("what nobody waits for, and what the uplink has told, has no line") {
  test::LogCapture log;
  Site site(2);
  site.awaits_answers = false;
  site.quarantined = true;
  for (int round = 0; round < 10; ++round) {
    site.settle(0, Kind::no_verdict);
    site.settle(0, round % 2 ? Kind::withheld : Kind::outdated);
    site.settle(0, Kind::refused, "0x87");
    site.settle(1, Kind::accepted);
  }
  CHECK(log.text().empty());
  site.quarantined = false;
  site.settle(0, Kind::refused, "0x95");
  site.settle(0, Kind::refused, "0x95");
  CHECK(log.count("report_refused") == 1);
}

TEST_CASE("a child in the place of a removed one begins anew") {
  test::LogCapture log;
  Site site(1);
  site.settle(0, Kind::throttled, "Throttled");
  site.registry.remove(site.devices[0]);
  const DeviceId next = site.add("gw:other");
  REQUIRE(next == site.devices[0]);
  site.log.settled(
      {next, "gw:meter-0", ReportId{7}, Kind::throttled, "Throttled", ""});  // of the removed one
  CHECK(log.count("report_throttled") == 1);
  site.settle(next, Kind::throttled, "Throttled");
  CHECK(log.count("report_throttled") == 2);
}
