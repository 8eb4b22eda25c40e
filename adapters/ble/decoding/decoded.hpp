// What one advertisement says. Fixed size, no allocation: texts are views into the payload, static storage or itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "adapters/ble/air/address.hpp"
#include "adapters/ble/air/bounded.hpp"
#include "adapters/ble/decoding/quantity.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::ble {

// Why values are missing, or must not be believed. One an advertisement: the first that was met.
enum class Fault : std::uint8_t {
  none,
  truncated,
  unknown_object,
  unsupported_version,
  no_key,
  bad_mic,
  replayed,
  downgrade,
  address_mismatch,
  implausible,
  bad_checksum,
};
std::string_view to_text(Fault fault);  // "bad_mic"; none: empty

// What a sensor can mean, in its unit.
struct Range {
  std::int64_t least, most;
};
inline constexpr Range kPercent{0, 100};
// Of air, of things indoors and out, of what is frozen or boils; °C.
inline constexpr Range kTemperature{-100, 200};

// Of number / by; both ends are within.
constexpr bool is_within(Range range, std::int64_t number, std::int64_t by = 1) {
  return number >= range.least * by && number <= range.most * by;
}
inline Number divided(std::int64_t number, std::int64_t by) {
  return Number::real(static_cast<double>(number) / static_cast<double>(by));
}

struct Value {
  Value(ValueName which, Number number) : name(which), content(number) {}
  Value(ValueName which, std::string_view text) : name(which), content(text) {}

  ValueName name;
  std::variant<Number, std::string_view> content;  // words ("press", "open") and texts are strings
};

class Decoded {
 public:
  static constexpr std::size_t kMaxValues = 64, kMaxText = 512;

  Decoded() = default;
  Decoded(const Decoded&) = delete;  // values may look into its own buffer
  Decoded& operator=(const Decoded&) = delete;

  std::string_view format;  // "bthome2", static storage; empty: none recognised it
  bool encrypted = false;
  bool authenticated = false;  // by a MIC that fits: its counter and its values are the device's own
  bool repeated = false;       // the same sample as the last one: merges nothing, and is no fault
  // Plain, though a key is configured. In formats whose devices never mix both, `fault` says so too, and no value is left.
  bool downgraded = false;
  // The address inside is not the sender's; whether the values stand is the format's choice.
  bool address_differs = false;
  Fault fault = Fault::none;

  // For the security view, where the format tells them.
  std::optional<std::uint32_t> counter;  // grows with each sample, up to `counter_bits`, then wraps
  std::uint8_t counter_bits = 0;
  std::optional<std::uint32_t> since_start;  // uptime in seconds, or packets sent: falls at a restart only
  std::optional<Address> address_inside;

  std::span<const Value> values() const { return values_.all(); }
  // The nth of its quantity gets the number n. Full: fault becomes truncated.
  void add(Quantity quantity, Number number) { add_nth({quantity, next_of(quantity), false}, number); }
  void add(Quantity quantity, std::string_view text);
  void add_probe(Quantity quantity, std::uint8_t probe, Number number);
  // With a number that the format knows, as of the second of two buttons when the first one says nothing.
  void add_nth(ValueName name, Number number) {
    if (!values_.emplace(name, number)) fail(Fault::truncated);
  }
  void add_nth(ValueName name, std::string_view text) {
    if (!values_.emplace(name, text)) fail(Fault::truncated);
  }
  void add_nth(ValueName name, const std::variant<Number, std::string_view>& content);
  // Most numbers on the air: an integer, or a fraction of one. Dividing, since 2506 / 100 is 25.06 and 2506 * 0.01 is not.
  void add_divided(Quantity quantity, std::int64_t number, std::int64_t by = 1) {
    if (by == 1) return add(quantity, Number::integer(number));
    add(quantity, Number::real(static_cast<double>(number) / static_cast<double>(by)));
  }
  // The same where it can be; if not (`is_possible`), it is left out as implausible.
  void add_possible(Quantity quantity, std::int64_t number, std::int64_t by = 1);
  // The same where it is within what its sensor can mean.
  void add_within(Range range, Quantity quantity, std::int64_t number, std::int64_t by = 1);
  void add_bit(Quantity quantity, bool on) { add(quantity, Number::integer(on ? 1 : 0)); }
  void drop_values() {
    values_.clear();
    seen_ = {};
  }
  // The first fault stands.
  void fail(Fault why) {
    if (fault == Fault::none) fault = why;
  }
  // And nothing that was read is left.
  void refuse(Fault why) {
    fail(why);
    drop_values();
  }
  // A copy in its own buffer. What does not fit is cut, and the fault is truncated.
  std::string_view keep(std::string_view text);
  // The same of its hexadecimal digits.
  std::string_view keep_hex(std::span<const std::uint8_t> bytes);
  // For the next advertisement.
  void clear();

 private:
  std::uint8_t next_of(Quantity quantity) {
    std::uint64_t& word = seen_[static_cast<std::size_t>(quantity) / 64];
    const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(quantity) % 64;
    if ((word & bit) != 0) return next_of_seen(quantity);
    word |= bit;
    return 1;
  }
  std::uint8_t next_of_seen(Quantity quantity) const;

  Bounded<Value, kMaxValues> values_;
  std::array<std::uint64_t, 4> seen_{};  // a bit for each quantity that was added
  std::array<char, kMaxText> text_;      // only what `text_used_` says was written
  std::size_t text_used_ = 0;
};

}  // namespace gatewarden::ble
