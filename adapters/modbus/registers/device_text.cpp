#include "adapters/modbus/registers/device_text.hpp"

#include <algorithm>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::modbus {
namespace {

template <class IsBlank>
void trim(std::string& text, IsBlank is_blank) {
  text.erase(std::find_if_not(text.rbegin(), text.rend(), is_blank).base(), text.end());
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_blank));
}

std::string up_to_end(std::span<const std::uint8_t> bytes, ByteOrder order) {
  const std::size_t swap = swaps_bytes(order) ? 1 : 0;
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t c = bytes[i ^ swap];
    if (c == 0 || c == 0xFF) break;
    text += static_cast<char>(c);
  }
  return text;
}

}  // namespace

std::string text_in(std::span<const std::uint8_t> bytes, ByteOrder order) {
  std::string text = up_to_end(bytes, order);
  trim(text, [](char c) { return c == ' '; });
  return text;
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  std::string text = up_to_end(bytes, ByteOrder::abcd);
  trim(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  return printable_ascii(text);
}

}  // namespace gatewarden::modbus
