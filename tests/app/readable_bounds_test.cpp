#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>

#include "gateway/app/protocols.hpp"
#include "gateway/config/fleet_schema.hpp"
#include "gateway/config/load/load.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

namespace {

// The longest bounds that mean something are those of 64 bits.
bool has_endless_number(const std::string& text) { return std::regex_search(text, std::regex("[0-9]{21}")); }

}  // namespace

TEST_CASE("a bound that is none is not shown to editors") {
  const nlohmann::json schema = config::fleet_schema(adapters());
  CHECK_FALSE(has_endless_number(schema.dump()));
  CHECK(schema.dump().find("e+308") == std::string::npos);
  CHECK(schema.dump().find("465536)") == std::string::npos);
}

TEST_CASE("a number that is refused is told what belongs there, in a number that a person reads") {
  const auto loaded = config::load_text(
      "gateway: { thing: gw }\nuplink: { stdout: {} }\nprofiles: { p: { metrics: { a: { from: "
      "{ holding: x, scale: y, valid: { from: z, to: 1 } } } } } }\n",
      "fleet.yaml", adapters(), config::Environment::of_process());
  REQUIRE(loaded.problems.size() == 3);
  for (const auto& problem : loaded.problems.list()) CHECK_FALSE(has_endless_number(problem.rule));
  CHECK(loaded.problems.list()[1].rule == "must be a number");
}
