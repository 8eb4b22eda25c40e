#include "adapters/ble/decoding/decoded.hpp"

#include <algorithm>

namespace gatewarden::ble {

std::string_view to_text(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "";
    case Fault::truncated:
      return "truncated";
    case Fault::unknown_object:
      return "unknown_object";
    case Fault::unsupported_version:
      return "unsupported_version";
    case Fault::no_key:
      return "no_key";
    case Fault::bad_mic:
      return "bad_mic";
    case Fault::replayed:
      return "replayed";
    case Fault::downgrade:
      return "downgrade";
    case Fault::address_mismatch:
      return "address_mismatch";
    case Fault::implausible:
      return "implausible";
    case Fault::bad_checksum:
      return "bad_checksum";
  }
  return "";
}

void Decoded::add(Quantity quantity, std::string_view text) {
  add_nth({quantity, next_of(quantity), false}, text);
}

void Decoded::add_probe(Quantity quantity, std::uint8_t probe, Number number) {
  add_nth({quantity, probe, true}, number);
}

void Decoded::add_possible(Quantity quantity, std::int64_t number, std::int64_t by) {
  const double value = static_cast<double>(number) / static_cast<double>(by);
  if (!is_possible(quantity, value)) return fail(Fault::implausible);
  add(quantity, by == 1 ? Number::integer(number) : Number::real(value));
}

void Decoded::add_within(Range range, Quantity quantity, std::int64_t number, std::int64_t by) {
  if (!is_within(range, number, by)) return fail(Fault::implausible);
  add_divided(quantity, number, by);
}

void Decoded::add_nth(ValueName name, const std::variant<Number, std::string_view>& content) {
  std::visit([&](const auto& one) { add_nth(name, one); }, content);
}

std::uint8_t Decoded::next_of_seen(Quantity quantity) const {
  const auto same = [&](const Value& value) { return value.name.quantity == quantity && !value.name.probe; };
  return static_cast<std::uint8_t>(1 + std::count_if(values().begin(), values().end(), same));
}

std::string_view Decoded::keep(std::string_view text) {
  if (text.size() > kMaxText - text_used_) fail(Fault::truncated);
  text = text.substr(0, kMaxText - text_used_);
  char* const begin = text_.data() + text_used_;
  std::copy(text.begin(), text.end(), begin);
  text_used_ += text.size();
  return {begin, text.size()};
}

std::string_view Decoded::keep_hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  char* const begin = text_.data() + text_used_;
  const std::size_t fits = std::min(bytes.size(), (kMaxText - text_used_) / 2);
  if (fits < bytes.size()) fail(Fault::truncated);
  for (const std::uint8_t byte : bytes.first(fits)) {
    text_[text_used_++] = kDigits[byte >> 4];
    text_[text_used_++] = kDigits[byte & 0xF];
  }
  return {begin, 2 * fits};
}

void Decoded::clear() {
  format = {};
  encrypted = authenticated = repeated = downgraded = address_differs = false;
  fault = Fault::none;
  counter.reset();
  counter_bits = 0;
  since_start.reset();
  address_inside.reset();
  values_.clear();
  seen_ = {};
  text_used_ = 0;
}

}  // namespace gatewarden::ble
