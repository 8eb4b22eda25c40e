#include "adapters/ble/air/uuid.hpp"

#include <algorithm>
#include <span>

#include "gateway/base/text/hex.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::ble {

std::optional<std::uint16_t> Uuid::assigned() const {
  const auto number = static_cast<std::uint16_t>(bytes[2] << 8 | bytes[3]);
  return is(number) ? std::optional(number) : std::nullopt;
}

std::string to_text(const Uuid& uuid) {
  std::string text = to_hex(uuid.bytes);
  for (const std::size_t hyphen : {8, 13, 18, 23}) text.insert(hyphen, 1, '-');
  return text;
}

Result<Uuid> parse_uuid(std::string_view text) {
  std::array<std::uint8_t, 4> assigned{};
  if ((text.size() == 4 || text.size() == 8) && parse_hex(text, std::span(assigned).last(text.size() / 2))) {
    Uuid uuid = Uuid::of(0);
    std::copy(assigned.begin(), assigned.end(), uuid.bytes.begin());
    return uuid;
  }
  std::string digits(text);
  std::erase(digits, '-');
  Uuid uuid;
  if (parse_hex(digits, uuid.bytes) && (digits.size() == text.size() || to_text(uuid).size() == text.size()))
    return uuid;
  return Error{"\"" + printable(text) + "\" is no UUID such as fcd2 or 0000fcd2-0000-1000-8000-00805f9b34fb"};
}

}  // namespace gatewarden::ble
