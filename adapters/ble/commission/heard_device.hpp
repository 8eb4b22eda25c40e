// A device in the air, as a scan knows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {

struct HeardDevice {
  static constexpr std::size_t kMaxName = 64;  // bytes

  // A value that it told, as text: "21.5", "press".
  struct Told {
    ValueName name;
    std::string text;
  };

  Address address;
  std::string name;          // a stranger's bytes
  std::string_view format;   // empty: none recognises it
  std::vector<Told> values;  // each the last one of its name
  bool encrypted = false;
  bool has_key = false;
  Fault fault = Fault::none;  // the last packet's
  std::optional<std::int8_t> rssi;
  std::uint64_t advertisements = 0;
  std::int64_t first_us = 0, last_us = 0;
  SenderState state;

  void take(const Advertisement& advertisement, const Elements& elements, const Decoded& decoded);
  // Advertisements a second; nothing of a single one.
  std::optional<double> rate() const;
};

// "21.5"; words as they are.
std::string text_of(const std::variant<Number, std::string_view>& content);

}  // namespace gatewarden::ble
