#include "gateway/report/drop.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace gatewarden;

TEST_CASE("each reason why a value is dropped has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t reason = 0; reason < kDropReasons; ++reason)
    names.insert(to_string(static_cast<Drop>(reason)));
  CHECK(names == std::set<std::string_view>{"wrong_type", "unsendable_number", "unsendable_string",
                                            "long_text", "bad_address", "counter_reset", "gap",
                                            "restart_unsure", "list_overflow", "forgotten", "report_lost"});
  CHECK(to_string(Drop::gap) == "gap");
}
