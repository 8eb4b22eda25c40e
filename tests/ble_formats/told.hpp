// A result in the form of a vector's "expect", and how the two compare.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::test {

// What the decoder said, in the form of "expect".
inline nlohmann::json told(const ble::Decoded& decoded) {
  using Json = nlohmann::json;
  Json values = Json::object();
  for (const ble::Value& value : decoded.values()) {
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

inline void compare(const nlohmann::json& said, const nlohmann::json& expected) {
  using Json = nlohmann::json;
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

}  // namespace gatewarden::test
