#include "adapters/ble/commission/heard_device.hpp"

#include <algorithm>

#include "gateway/base/text/plain_number.hpp"

namespace gatewarden::ble {
namespace {

std::string number_text(Number number) {
  switch (number.kind()) {
    case Number::Kind::integer:
      return std::to_string(number.integer_value());
    case Number::Kind::natural:
      return std::to_string(number.natural_value());
    case Number::Kind::real:
      break;
  }
  return plain_number(number.real_value());
}

}  // namespace

std::string text_of(const std::variant<Number, std::string_view>& content) {
  if (const auto* number = std::get_if<Number>(&content)) return number_text(*number);
  return std::string(std::get<std::string_view>(content));
}

void HeardDevice::take(const Advertisement& advertisement, const Elements& elements, const Decoded& decoded) {
  if (advertisements++ == 0) first_us = advertisement.unix_us;
  last_us = std::max(last_us, advertisement.unix_us);
  if (advertisement.rssi) rssi = advertisement.rssi;
  if (!elements.name().empty()) name = elements.name().substr(0, kMaxName);
  if (decoded.format.empty()) return;
  // Of several formats, an iBeacon's beside its data, the one that tells more.
  if (decoded.format != format && decoded.values().size() < values.size()) return;
  if (decoded.format != format) values.clear();
  format = decoded.format;
  encrypted = decoded.encrypted;
  fault = decoded.fault;
  for (const Value& value : decoded.values()) {
    const auto same = [&](const Told& told) { return told.name == value.name; };
    auto at = std::find_if(values.begin(), values.end(), same);
    if (at == values.end()) {
      if (values.size() == Decoded::kMaxValues) continue;
      at = values.insert(at, Told{value.name, {}});
    }
    at->text = text_of(value.content);
  }
}

std::optional<double> HeardDevice::rate() const {
  if (advertisements < 2 || last_us <= first_us) return std::nullopt;
  return static_cast<double>(advertisements - 1) / (static_cast<double>(last_us - first_us) / 1e6);
}

}  // namespace gatewarden::ble
