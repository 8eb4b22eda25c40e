#include <catch2/catch.hpp>
#include <vector>

#include "gateway/stand_in/stand_in_service.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kNow{1h};
constexpr WallTime kWall{1'790'000'000'123ms};
const std::string kGood = R"({"header":{"report_id":7,"version":"1.0"},"metrics":{}})";

Verdict verdict_of(const StandInAnswer& answer) {
  auto verdict = parse_verdict(Format::json, answer.payload);
  REQUIRE(verdict);
  return *verdict;
}

}  // namespace

TEST_CASE("a report is answered on its own topic, with its thing, its id and the wall clock's time") {
  StandInService service(300s, {}, nullptr);
  const auto answer = service.answer({"m1", Format::json}, kGood, kNow, kWall);
  REQUIRE(answer);
  CHECK(answer->topic == "$aws/things/m1/defender/metrics/json/accepted");
  CHECK(answer->due == kNow);
  const Verdict verdict = verdict_of(*answer);
  CHECK(verdict.accepted);
  CHECK(verdict.thing == "m1");
  CHECK(verdict.id == ReportId{7});
  CHECK(verdict.timestamp_ms == 1'790'000'000'123);
  CHECK_FALSE(verdict.code);
}

TEST_CASE("a rejection says which rule of the service it was") {
  StandInService service(300s, {}, nullptr);
  const Verdict malformed = verdict_of(*service.answer({"m1", Format::json}, "rubbish", kNow, kWall));
  CHECK_FALSE(malformed.accepted);
  CHECK(malformed.code == std::string(kInvalidPayload));
  CHECK(malformed.detail == "Malformed metrics report");
  CHECK_FALSE(malformed.id);
  REQUIRE(service.answer({"m2", Format::json}, kGood, kNow, kWall));
  const std::string next = R"({"header":{"report_id":8,"version":"1.0"},"metrics":{}})";
  const auto soon = service.answer({"m2", Format::json}, next, kNow + 299s, kWall);
  REQUIRE(soon);
  CHECK(soon->topic == "$aws/things/m2/defender/metrics/json/rejected");
  CHECK(verdict_of(*soon).code == std::string(kThrottled));
  CHECK(verdict_of(*soon).detail == "Reports of this thing come too close together");
  CHECK(verdict_of(*soon).id == ReportId{8});
}

TEST_CASE("what became of a report is counted for its thing and for all, also where no answer is given") {
  StandInService service(300s, {}, nullptr);
  (void)service.answer({"m1", Format::json}, kGood, kNow, kWall);
  CHECK_FALSE(service.answer({"m1", Format::json}, kGood, kNow + 400s, kWall));
  (void)service.answer({"m2", Format::json}, kGood, kNow, kWall);
  CHECK(service.total().reports == 3);
  CHECK(service.total().accepted == 2);
  CHECK(service.total().resent == 1);
  REQUIRE(service.things().size() == 2);
  CHECK(service.things().at("m1").resent == 1);
  CHECK(service.things().at("m2").reports == 1);
  CHECK(service.things().at("m2").resent == 0);
}

TEST_CASE("an id that went back is counted for its thing and for all") {
  StandInService service(300s, {}, nullptr);
  (void)service.answer({"m1", Format::json}, kGood, kNow, kWall);
  CHECK(service.total().ids_back == 0);
  const std::string before = R"({"header":{"report_id":6,"version":"1.0"},"metrics":{}})";
  (void)service.answer({"m1", Format::json}, before, kNow + 400s, kWall);
  CHECK(service.total().ids_back == 1);
  CHECK(service.things().at("m1").ids_back == 1);
}

TEST_CASE("a delay that was ordered moves the answer's time, and an id may be left out by order") {
  OrderedFaults faults;
  faults.delay = 2s;
  faults.no_report_id = true;
  StandInService service(300s, faults, nullptr);
  const auto answer = service.answer({"m1", Format::json}, kGood, kNow, kWall);
  REQUIRE(answer);
  CHECK(answer->due == kNow + 2s);
  CHECK_FALSE(verdict_of(*answer).id);
}

TEST_CASE("whoever listens is told each ruling once, silence included") {
  std::vector<std::string> rulings;
  StandInService service(300s, {}, [&](const JudgedReport& judged) {
    rulings.push_back(std::string(judged.thing) + " " + judged.ruling);
  });
  (void)service.answer({"m1", Format::json}, kGood, kNow, kWall);
  (void)service.answer({"m1", Format::json}, kGood, kNow + 400s, kWall);
  (void)service.answer({"m1", Format::json}, "rubbish", kNow + 400s, kWall);
  CHECK(rulings == std::vector<std::string>{"m1 accepted", "m1 resent", "m1 invalid"});
}

TEST_CASE("a report under a name that no thing has is not judged, not answered, and counted") {
  StandInService service(300s, {}, nullptr);
  for (const std::string& name : {std::string(129, 'n'), std::string(60'000, 'n'), std::string("a\x1b[31m"),
                                  std::string("\xFF"), std::string("a\0b", 3), std::string()}) {
    CHECK_FALSE(service.answer({name, Format::json}, kGood, kNow, kWall));
  }
  CHECK(service.refused_names() == 6);
  CHECK(service.things().empty());
  CHECK(service.total().reports == 0);
  CHECK(service.last_problem().size() < 200);
  CHECK(service.answer({std::string(128, 'n'), Format::json}, kGood, kNow, kWall));
}

TEST_CASE("invented names cost a stated memory: the thing first heard is forgotten for the next") {
  StandInService service(300s, {}, nullptr);
  const std::string pad(100, 'n');
  for (std::size_t i = 0; i < StandInService::kMaxThings; ++i)
    REQUIRE(service.answer({pad + std::to_string(i), Format::json}, kGood, kNow, kWall));
  const std::size_t full = test::bytes_in_use();
  for (std::size_t i = 0; i < 30'000; ++i)
    REQUIRE(service.answer({pad + "x" + std::to_string(i), Format::json}, kGood, kNow, kWall));
  if (test::kMemoryIsTold) CHECK(test::bytes_in_use() < full + full / 50);
  CHECK(service.things().size() == StandInService::kMaxThings);
  CHECK(service.forgotten_things() == 30'000);
  CHECK(service.total().reports == StandInService::kMaxThings + 30'000);
}
