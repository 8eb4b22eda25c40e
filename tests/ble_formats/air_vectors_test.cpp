// The layers below the formats by their vectors: AD structures, HCI events, btsnoop files, frames of the management
// socket, private addresses.
#include <sstream>

#include "adapters/ble/air/btsnoop_reader.hpp"
#include "adapters/ble/air/btsnoop_writer.hpp"
#include "adapters/ble/air/elements.hpp"
#include "adapters/ble/air/hci_reports.hpp"
#include "adapters/ble/air/management_frame.hpp"
#include "adapters/ble/air/private_address.hpp"
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

Json told(const Advertisement& heard) {
  Json json{{"address", to_text(heard.address)}, {"address_type", heard.address.random ? "random" : "public"},
            {"data", to_hex(heard.payload)},     {"rssi", heard.rssi ? Json(*heard.rssi) : Json()},
            {"adapter", heard.adapter},          {"time_us", heard.unix_us}};
  if (heard.connectable) json["connectable"] = *heard.connectable;
  return json;
}

Json told(const HciReport& report) {
  static constexpr const char* kPhys[] = {"none", "1M", "2M", "coded"};
  Json json = told(report.heard);
  json["scannable"] = report.scannable;
  json["scan_response"] = report.scan_response;
  json["legacy"] = report.legacy;
  json["resolved"] = report.resolved;
  json["truncated"] = report.truncated;
  json["primary_phy"] = kPhys[report.primary_phy % 4];
  json["sid"] = report.sid;
  if (report.tx_power) json["tx_power"] = *report.tx_power;
  return json;
}

void compare_reports(const Json& said, const Json& expected) {
  INFO(said.dump());
  REQUIRE(said.size() == expected.size());
  for (std::size_t i = 0; i < said.size(); ++i) compare(said[i], expected[i]);
}

std::string text_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

// All reports of a file; `reader` tells the rest.
Json read_all(BtsnoopReader& reader) {
  Json reports = Json::array();
  while (reader.read_record([&](const HciReport& report) { reports.push_back(told(report)); })) {
  }
  return reports;
}

}  // namespace

TEST_CASE("a payload is taken apart as the specification has it") {
  for (const Json& vector : load_vectors("ad")) {
    INFO(vector["name"]);
    const auto payload = bytes_of(vector["adv"]);
    compare(told(Elements(payload)), vector["expect"]);
  }
}

TEST_CASE("reports are read from the events of a controller") {
  for (const Json& vector : load_vectors("hci")) {
    INFO(vector["name"]);
    Json packets = vector.value("h4_list", Json::array());
    if (packets.empty()) packets.push_back(vector["h4"]);
    HciReports reports;
    Json said = Json::array();
    bool whole = true;
    for (const Json& packet : packets) {
      const auto bytes = bytes_of(packet);
      REQUIRE(bytes.at(0) == 4);
      whole = reports.read(Bytes(bytes).subspan(1), 0, 0, [&](const HciReport& one) {
        said.push_back(told(one));
      }) && whole;
    }
    compare_reports(said, vector["expect"]["reports"]);
    CHECK((whole ? Json() : Json("truncated")) == vector["expect"]["error"]);
  }
}

TEST_CASE("recordings of Linux and of phones are read") {
  for (const Json& vector : load_vectors("btsnoop")) {
    INFO(vector["name"]);
    std::istringstream file(text_of(bytes_of(vector["file"])));
    BtsnoopReader reader(file);
    const auto header = reader.read_header();
    const bool refused = vector["name"].get<std::string>().find("1003") != std::string::npos;
    REQUIRE(static_cast<bool>(header) != refused);
    if (refused) {
      CHECK(header.error().find("1003") != std::string::npos);
      continue;
    }
    compare_reports(read_all(reader), vector["expect"]["reports"]);
    CHECK(reader.broken() == 0);
  }
}

TEST_CASE("frames of the management socket are read") {
  for (const Json& vector : load_vectors("mgmt")) {
    INFO(vector["name"]);
    const auto frame = bytes_of(vector["frame"]);
    Json said = Json::array();
    if (const auto heard = read_management_frame(frame)) said.push_back(told(*heard));
    compare_reports(said, vector["expect"]["reports"]);
    for (std::size_t size = 0; size < frame.size(); ++size)
      CHECK_FALSE(read_management_frame(Bytes(frame).first(size)));
  }
}

TEST_CASE("a private address is recognised by the key of its device, and by no other") {
  for (const Json& vector : load_vectors("rpa")) {
    INFO(vector["name"]);
    Address address = address_of(vector);
    address.random = true;
    IdentityKey key{};
    REQUIRE(parse_hex(vector["irk"].get<std::string>(), key));
    CHECK(resolves(address, key) == vector["resolves"].get<bool>());
    address.random = false;
    CHECK_FALSE(resolves(address, key));
  }
  const IdentityKey key{1, 2, 3};
  for (const std::uint32_t random : {0U, 0x123456U, 0xFFFFFFFFU})
    CHECK(resolves(private_address(key, random), key));
}
