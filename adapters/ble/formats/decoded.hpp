// What one advertisement says. Fixed size, no allocation: texts are views into the payload, into static storage or into
// its own buffer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "adapters/ble/air/address.hpp"
#include "adapters/ble/formats/quantity.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::ble {

// Why values are missing, or must not be believed. One an advertisement: the first that was met.
enum class Fault : std::uint8_t {
  none, truncated, unknown_object, unsupported_version, no_key, bad_mic, replayed, downgrade, address_mismatch, implausible,
  bad_checksum,
};
std::string_view to_text(Fault fault);  // "bad_mic"; none: empty

struct Value {
  ValueName name;
  std::variant<Number, std::string_view> content;  // words ("press", "open") and texts are strings
};

class Decoded {
 public:
  static constexpr std::size_t kMaxValues = 64, kMaxText = 256;

  std::string_view format;  // "bthome2", static storage; empty: none recognised it
  bool encrypted = false;
  bool authenticated = false;  // by a MIC that fits: its counter and its values are the device's own
  bool repeated = false;       // the same sample as the last one: merges nothing, and is no fault
  Fault fault = Fault::none;

  // For the security view, where the format tells them.
  std::optional<std::uint32_t> counter;  // grows with each sample, up to `counter_bits`, then wraps
  std::uint8_t counter_bits = 0;
  std::optional<std::uint32_t> since_start;  // uptime in seconds, or packets sent: falls at a restart only
  std::optional<Address> address_inside;

  std::span<const Value> values() const { return {values_.data(), count_}; }
  // The nth of its quantity gets the number n. Full: fault becomes truncated.
  void add(Quantity quantity, Number number);
  void add(Quantity quantity, std::string_view text);
  void add_probe(Quantity quantity, std::uint8_t probe, Number number);
  void drop_values() { count_ = 0; }
  // The first fault stands.
  void fail(Fault why) {
    if (fault == Fault::none) fault = why;
  }
  // A copy in its own buffer, cut to what is free.
  std::string_view keep(std::string_view text);
  void clear();

 private:
  std::array<Value, kMaxValues> values_;
  std::size_t count_ = 0;
  std::array<char, kMaxText> text_;
  std::size_t text_used_ = 0;
};

}  // namespace gatewarden::ble
