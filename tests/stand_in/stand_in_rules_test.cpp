#include <catch2/catch.hpp>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/stand_in/stand_in_rules.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

using Reply = StandInRules::Decision::Reply;
constexpr SteadyTime kStart{1h};

struct Rules {
  explicit Rules(OrderedFaults faults = {}) : rules(300s, faults) {}
  StandInRules::Decision decide(std::uint64_t id, SteadyTime at, const std::string& bytes_in = "5") {
    const std::string bytes = R"({"header":{"report_id":)" + std::to_string(id) +
                              R"(,"version":"1.0"},"metrics":{"network_stats":{"bytes_in":)" + bytes_in +
                              "}}}";
    return rules.decide("m1", decode_report(bytes, Format::json), bytes, at);
  }
  StandInRules rules;
};

}  // namespace

TEST_CASE("the same report again is resent, another one under its id is repeated, and neither is answered") {
  Rules rules;
  CHECK(rules.decide(1, kStart).reply == Reply::accepted);
  const auto again = rules.decide(1, kStart + 1s);
  CHECK(again.counter == &StandInCount::resent);
  CHECK(again.reply == Reply::none);
  const auto other = rules.decide(1, kStart + 2s, "6");
  CHECK(other.counter == &StandInCount::repeated_ids);
  CHECK(other.reply == Reply::none);
}

TEST_CASE("the reports of one thing cost a stated memory, however many they are") {
  Rules rules;
  std::uint64_t id = 1;
  const auto many = [&] {
    for (int i = 0; i < 1000; ++i, ++id)
      REQUIRE(rules.decide(id, kStart + id * 300s).reply == Reply::accepted);
    return test::bytes_in_use();
  };
  const std::size_t full = many();
  if (test::kMemoryIsTold) CHECK(many() < full + 1000);
}

TEST_CASE("a report whose id went back is accepted and remarked upon") {
  Rules rules;
  CHECK_FALSE(rules.decide(7, kStart).went_back);
  CHECK(rules.rules.last_problem().empty());
  const auto back = rules.decide(6, kStart + 300s);
  CHECK(back.reply == Reply::accepted);
  CHECK(back.went_back);
  CHECK(rules.rules.last_problem().starts_with("m1: "));
}

TEST_CASE("ordered faults come with every nth report, and a silent one still counts for the floor") {
  OrderedFaults faults;
  faults.silent_every = 2;
  Rules rules(faults);
  CHECK(rules.decide(1, kStart).reply == Reply::accepted);
  const auto silent = rules.decide(2, kStart + 300s);
  CHECK(silent.counter == &StandInCount::faults);
  CHECK(silent.reply == Reply::none);
  CHECK(rules.decide(3, kStart + 301s).reply == Reply::throttled);
}
