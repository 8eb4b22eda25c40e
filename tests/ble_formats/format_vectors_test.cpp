// Each format by its vectors/<name>.json.
#include <algorithm>
#include <set>

#include "adapters/ble/formats/formats.hpp"
#include "tests/ble_formats/told.hpp"
#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;
using Json = nlohmann::json;

namespace {

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
    for (const Value& value : decoded.values()) {
      const auto tells = find_format(decoded.format)->tells;
      INFO(to_text(value.name));
      CHECK(std::count(tells.begin(), tells.end(), value.name.quantity) > 0);
    }
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
