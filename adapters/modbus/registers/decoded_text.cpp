#include "adapters/modbus/registers/decoded_text.hpp"

#include <cstdio>

#include "adapters/modbus/registers/device_text.hpp"
#include "gateway/sample/whole_text.hpp"

namespace gatewarden::modbus {
namespace {

std::string number_text(Number number) {
  if (auto whole = whole_text(number)) return *std::move(whole);
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", number.real_value());
  return text;
}

}  // namespace

std::string text_of(const Decoded& decoded) {
  std::string text = decoded.text;
  if (decoded.kind == Decoded::Kind::number) text = number_text(decoded.number);
  for (const std::string& flag : decoded.flags) text += (text.empty() ? "" : " ") + flag;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  return text_of(std::span(bytes, text.size()));
}

}  // namespace gatewarden::modbus
