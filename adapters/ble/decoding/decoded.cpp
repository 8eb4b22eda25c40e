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

void Decoded::add(Quantity quantity, Number number) { add_nth({quantity, 0, false}, number); }

void Decoded::add(Quantity quantity, std::string_view text) { add_nth({quantity, 0, false}, text); }

void Decoded::add_probe(Quantity quantity, std::uint8_t probe, Number number) {
  add_nth({quantity, probe, true}, number);
}

void Decoded::add_divided(Quantity quantity, std::int64_t number, std::int64_t by) {
  add(quantity, by == 1 ? Number::integer(number)
                        : Number::real(static_cast<double>(number) / static_cast<double>(by)));
}

void Decoded::add_possible(Quantity quantity, std::int64_t number, std::int64_t by) {
  if (!is_possible(quantity, static_cast<double>(number) / static_cast<double>(by)))
    return fail(Fault::implausible);
  add_divided(quantity, number, by);
}

void Decoded::add_within(Range range, Quantity quantity, std::int64_t number, std::int64_t by) {
  if (!is_within(range, number, by)) return fail(Fault::implausible);
  add_divided(quantity, number, by);
}

void Decoded::add_nth(ValueName name, std::variant<Number, std::string_view> content) {
  if (!name.probe && name.nth == 0) {
    name.nth = 1;
    for (const Value& value : values())
      if (value.name.quantity == name.quantity && !value.name.probe) ++name.nth;
  }
  if (!values_.add({name, content})) fail(Fault::truncated);
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
  text_used_ = 0;
}

}  // namespace gatewarden::ble
