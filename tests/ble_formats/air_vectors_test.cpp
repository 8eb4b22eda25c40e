// The layers below the formats by their vectors: AD structures, HCI events, btsnoop files, frames of the management
// socket, private addresses.
#include "adapters/ble/air/elements.hpp"
#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;
using Json = nlohmann::json;

namespace {

std::string company_text(std::uint16_t company) {
  return to_hex(std::array{static_cast<std::uint8_t>(company >> 8), static_cast<std::uint8_t>(company)});
}

Json told(const Elements& elements) {
  const std::string name(elements.name());
  Json json{{"error", elements.truncated() ? Json("truncated") : Json()},
            {"name", name},
            {"name_complete", elements.name_is_complete()},
            {"name_bytes", to_hex({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()})},
            {"service_uuids", Json::array()}};
  if (elements.flags()) json["flags"] = *elements.flags();
  if (elements.tx_power()) json["tx_power"] = *elements.tx_power();
  for (const Uuid& uuid : elements.listed()) json["service_uuids"].push_back(to_text(uuid));
  for (const ServiceData& one : elements.service_data())
    json["service_data"][to_text(one.service)] = to_hex(one.data);
  for (const ManufacturerData& one : elements.manufacturer_data()) {
    json["manufacturer_data"][company_text(one.company)] = to_hex(one.data);
    json["manufacturer_data_list"].push_back({company_text(one.company), to_hex(one.data)});
  }
  return json;
}

// Only what is expected by name is compared.
void compare(const Json& said, const Json& expected) {
  for (const auto& [name, value] : expected.items()) {
    INFO(name);
    CHECK(said.value(name, Json()) == value);
  }
}

}  // namespace

TEST_CASE("a payload is taken apart as the specification has it") {
  for (const Json& vector : load_vectors("ad")) {
    INFO(vector["name"]);
    const auto payload = bytes_of(vector["adv"]);
    compare(told(Elements(payload)), vector["expect"]);
  }
}
