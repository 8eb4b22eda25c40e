#include "adapters/ble/air/address.hpp"

#include <algorithm>
#include <span>

#include "gateway/base/text/hex.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::ble {

Address Address::from_air(const std::uint8_t* least_first, bool random) {
  Address address;
  std::reverse_copy(least_first, least_first + address.bytes.size(), address.bytes.begin());
  address.random = random;
  return address;
}

std::uint64_t Address::number() const {
  std::uint64_t number = random ? 1 : 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

std::string to_text(const Address& address) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t byte : address.bytes) {
    if (!text.empty()) text += ':';
    text.append({kDigits[byte >> 4], kDigits[byte & 0xF]});
  }
  return text;
}

Result<Address> parse_address(std::string_view text) {
  static constexpr std::size_t kCharacters = 17;
  Address address;
  bool sound = text.size() == kCharacters;
  for (std::size_t i = 0; sound && i < address.bytes.size(); ++i) {
    sound = parse_hex(text.substr(3 * i, 2), std::span(address.bytes).subspan(i, 1));
    if (sound && i > 0) sound = text[3 * i - 1] == text[2] && (text[2] == ':' || text[2] == '-');
  }
  if (!sound) return Error{"\"" + printable(text) + "\" is no Bluetooth address such as AA:BB:CC:DD:EE:FF"};
  return address;
}

}  // namespace gatewarden::ble
