#include "adapters/modbus/identity/dialogue.hpp"

#include <algorithm>

#include "gateway/base/printable.hpp"

namespace gatewarden::modbus {

std::string text_of(std::span<const std::uint8_t> bytes) {
  const auto ends = [](std::uint8_t c) { return c == 0 || c == 0xFF; };  // memory never written is 0xFF
  const auto end = std::find_if(bytes.begin(), bytes.end(), ends);
  std::string text(bytes.begin(), end);
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  text.erase(std::find_if_not(text.rbegin(), text.rend(), is_blank).base(), text.end());
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_blank));
  return printable_ascii(text);
}

}  // namespace gatewarden::modbus
