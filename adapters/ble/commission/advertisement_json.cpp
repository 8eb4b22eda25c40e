#include "adapters/ble/commission/advertisement_json.hpp"

#include <cmath>
#include <cstdio>

#include "adapters/ble/commission/heard_device.hpp"
#include "gateway/base/text/json_text.hpp"

namespace gatewarden::ble {
namespace {

void append_time(std::string& out, std::int64_t unix_us) {
  constexpr std::int64_t kSecond = 1'000'000;
  char text[48];
  const std::int64_t whole = unix_us / kSecond, rest = unix_us % kSecond;
  std::snprintf(text, sizeof text, "%s%lld.%06lld", unix_us < 0 ? "-" : "", std::llabs(whole),
                std::llabs(rest));
  out += text;
}

void append_text_or_null(std::string& out, std::string_view text) {
  if (text.empty()) {
    out += "null";
  } else {
    append_json_string(out, text);
  }
}

void append_value(std::string& out, const Value& value) {
  append_json_string(out, to_text(value.name));
  out += ':';
  if (const auto* text = std::get_if<std::string_view>(&value.content)) return append_json_string(out, *text);
  const bool finite = std::isfinite(std::get<Number>(value.content).as_double());
  out += finite ? text_of(value.content) : "null";
}

}  // namespace

void append_json_line(std::string& out, const Advertisement& advertisement, const Decoded& decoded) {
  out += "{\"t\":";
  append_time(out, advertisement.unix_us);
  out += ",\"address\":\"" + to_text(advertisement.address) + "\",\"address_type\":\"";
  out += advertisement.address.random ? "random" : "public";
  out += "\",\"rssi\":" + (advertisement.rssi ? std::to_string(*advertisement.rssi) : "null");
  out += ",\"format\":";
  append_text_or_null(out, decoded.format);
  out += decoded.encrypted ? ",\"encrypted\":true,\"values\":{" : ",\"encrypted\":false,\"values\":{";
  bool first = true;
  for (const Value& value : decoded.values()) {
    if (!first) out += ',';
    first = false;
    append_value(out, value);
  }
  out += "},\"error\":";
  append_text_or_null(out, to_text(decoded.fault));
  out += "}\n";
}

}  // namespace gatewarden::ble
