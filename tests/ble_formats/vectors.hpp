// The files of vectors/: bytes as they are in the air, and what they mean.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adapters/ble/air/address.hpp"
#include "gateway/base/text/hex.hpp"
#include "tests/support/tests_folder.hpp"

namespace gatewarden::test {

inline nlohmann::json load_vectors(const std::string& name) {
  std::ifstream file(tests_folder() / "ble_formats/vectors" / (name + ".json"));
  REQUIRE(file);
  nlohmann::json vectors = nlohmann::json::parse(file);
  REQUIRE(!vectors["vectors"].empty());
  return vectors["vectors"];
}

inline std::vector<std::uint8_t> bytes_of(const nlohmann::json& hex) {
  const auto bytes = parse_hex(hex.get<std::string>());
  REQUIRE(bytes);
  return *bytes;
}

// A vector's "address" and "address_type".
inline ble::Address address_of(const nlohmann::json& vector) {
  auto address = ble::parse_address(vector["address"].get<std::string>());
  REQUIRE(address);
  address->random = vector.value("address_type", "public") == "random";
  return *address;
}

}  // namespace gatewarden::test
