#include "adapters/ble/decoding/quantity.hpp"

#include <set>

#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden::ble;
using namespace gatewarden::test;
using Json = nlohmann::json;

namespace {

void collect(const Json& json, std::set<std::string>& names) {
  if (!json.is_structured()) return;
  if (json.is_object() && json.contains("values"))
    for (const auto& [name, value] : json["values"].items()) names.insert(name);
  for (const Json& inner : json) collect(inner, names);
}

}  // namespace

TEST_CASE("every name is read as it is written, with the unit that the vectors give it") {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(tests_folder() / "ble_formats/vectors")) {
    std::ifstream text(file.path());
    const Json vectors = Json::parse(text);
    collect(vectors, names);
    const Json units = vectors.value("units", Json::object());
    for (const auto& [name, unit] : units.items()) {
      INFO(file.path() << ": " << name);
      CHECK(unit_of(parse_value_name(name).value().quantity) == unit.get<std::string>());
    }
  }
  for (const Quantity quantity : quantities()) names.insert(std::string(name_of(quantity)));
  REQUIRE(names.size() > 140);
  for (const std::string& name : names) {
    INFO(name);
    REQUIRE(parse_value_name(name));
    CHECK(to_text(*parse_value_name(name)) == name);
  }
  CHECK(parse_value_name("temperature_2") == ValueName{Quantity::temperature, 2, false});
  CHECK(parse_value_name("acceleration_x_3") == ValueName{Quantity::acceleration_x, 3, false});
  CHECK(parse_value_name("humidity_probe_1") == ValueName{Quantity::humidity, 1, true});
  for (const char* wrong :
       {"", "temperature_", "temperature_0", "temperature_1", "temperature_02", "temperature_256",
        "temperature_probe", "temperature_probe_x", "_2", "probe_1", "Temperature"})
    CHECK_FALSE(parse_value_name(wrong));
}
