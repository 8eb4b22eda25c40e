// Each format by its vectors/<name>.json.
#include <cmath>
#include <set>

#include "adapters/ble/formats/formats.hpp"
#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;
using Json = nlohmann::json;

namespace {

// What the decoder said, in the form of "expect".
Json told(const Decoded& decoded) {
  Json values = Json::object();
  for (const Value& value : decoded.values()) {
    Json& place = values[to_text(value.name)];
    REQUIRE(place.is_null());  // no name twice
    if (const auto* number = std::get_if<Number>(&value.content)) {
      place = number->as_double();
    } else {
      place = std::get<std::string_view>(value.content);
    }
  }
  const auto text = [](std::string_view word) { return word.empty() ? Json() : Json(word); };
  return {{"format", text(decoded.format)},
          {"encrypted", decoded.encrypted},
          {"error", text(to_text(decoded.fault))},
          {"values", values}};
}

void compare(const Json& said, const Json& expected) {
  INFO(said.dump());
  CHECK(said["format"] == expected["format"]);
  CHECK(said["encrypted"] == expected["encrypted"]);
  CHECK(said["error"] == expected["error"]);
  for (const auto& [name, value] : expected["values"].items()) {
    INFO(name);
    REQUIRE(said["values"].contains(name));
    const Json& got = said["values"][name];
    if (value.is_number()) {
      // What Ruuvi's illuminance is rounded to is in the vectors; everything else is exact.
      CHECK(std::abs(got.get<double>() - value.get<double>()) <= 1e-9);
    } else {
      CHECK(got == value);
    }
  }
  for (const auto& name : expected.value("absent", Json::array()))
    CHECK_FALSE(said["values"].contains(name.get<std::string>()));
}

void run(const Json& vector) {
  INFO(vector["name"]);
  const Address sender = address_of(vector);
  Bindkey key;
  SenderState state;
  if (vector.contains("keys")) {
    const auto bytes = bytes_of(vector["keys"]["bindkey"]);
    REQUIRE(bytes.size() <= key.bytes.size());
    std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
    key.size = static_cast<std::uint8_t>(bytes.size());
    state.key = &key;
  }
  Json steps = vector.value("steps", Json::array());
  if (steps.empty()) steps.push_back(vector);
  Decoded decoded;
  for (const Json& step : steps) {
    const auto payload = bytes_of(step["adv"]);
    const Elements elements(payload);
    const SteadyTime at{std::chrono::seconds(step.value("at_s", 0))};
    decode({elements, sender, at}, state, decoded);
    compare(told(decoded), step["expect"]);
  }
}

}  // namespace

TEST_CASE("every listed format reads its vectors") {
  REQUIRE(formats().size() >= 1);
  std::set<std::string> files;
  for (const Format* format : formats()) {
    CHECK(find_format(format->name) == format);
    const std::string name = format->name;
    files.insert(name.substr(0, name.find('-')));  // the frames of Eddystone share theirs
  }
  for (const std::string& file : files) {
    INFO(file);
    for (const Json& vector : load_vectors(file)) run(vector);
  }
}
