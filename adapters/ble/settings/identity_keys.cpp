#include "adapters/ble/settings/identity_keys.hpp"

#include <span>

#include "gateway/base/text/hex.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::ble {
namespace {

// Hex digits, with any of `between` among them.
bool read_hex(std::string_view text, std::string_view between, std::span<std::uint8_t> into) {
  std::string digits(text);
  std::erase_if(digits, [between](char c) { return between.find(c) != std::string_view::npos; });
  return parse_hex(digits, into);
}

bool read_u16(std::string_view text, std::uint8_t* into) {
  const auto number = parse_number<std::uint16_t>(text);
  if (!number) return false;
  into[0] = static_cast<std::uint8_t>(*number >> 8);
  into[1] = static_cast<std::uint8_t>(*number);
  return true;
}

}  // namespace

Result<IBeaconId> parse_ibeacon(std::string_view text) {
  IBeaconId id;
  const std::size_t first = text.find('/'), second = text.find('/', first + 1);
  const bool three = first != std::string_view::npos && second != std::string_view::npos;
  if (!three || !read_hex(text.substr(0, first), "-", std::span(id.bytes).first<16>()) ||
      !read_u16(text.substr(first + 1, second - first - 1), &id.bytes[16]) ||
      !read_u16(text.substr(second + 1), &id.bytes[18])) {
    return Error{"an iBeacon is UUID/MAJOR/MINOR, the last two from 0 to 65535"};
  }
  return id;
}

Result<EddystoneId> parse_eddystone(std::string_view text) {
  EddystoneId id;
  if (!read_hex(text, " -/", id.bytes))
    return Error{"an Eddystone UID is 20 hex digits of its namespace and 12 of its instance"};
  return id;
}

std::string to_text(const IBeaconId& id) {
  std::string uuid = to_hex(std::span(id.bytes).first<16>());
  for (const std::size_t at : {20, 16, 12, 8}) uuid.insert(at, "-");
  const auto number = [&](std::size_t at) { return std::to_string(id.bytes[at] << 8 | id.bytes[at + 1]); };
  return uuid + "/" + number(16) + "/" + number(18);
}

std::string to_text(const EddystoneId& id) { return to_hex(id.bytes); }

std::string to_text(const IdentityKeys& keys) {
  if (keys.address) return "address " + to_text(*keys.address);
  if (!keys.irk.empty()) return "irk " + keys.irk;
  if (keys.ibeacon) return "ibeacon " + to_text(*keys.ibeacon);
  if (keys.eddystone) return "eddystone " + to_text(*keys.eddystone);
  if (!keys.name.empty()) return "name " + keys.name;
  return "serial " + keys.serial;
}

}  // namespace gatewarden::ble
