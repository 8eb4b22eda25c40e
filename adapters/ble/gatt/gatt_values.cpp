#include "adapters/ble/gatt/gatt_values.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatewarden::ble {

namespace {

constexpr std::string_view kFormat = "gatt";

// A number: its bytes (little endian), sign, sentinel, and what it is divided by.
struct Numeric {
  std::uint16_t uuid;
  Quantity quantity;
  std::uint8_t size;
  bool is_signed;
  std::optional<std::uint32_t> unknown;
  std::int64_t divisor;
};

constexpr Numeric kNumbers[] = {
    {0x2A19, Quantity::battery, 1, false, std::nullopt, 1},
    {0x2A6E, Quantity::temperature, 2, true, 0x8000, 100},
    {0x2A1F, Quantity::temperature, 2, true, std::nullopt, 10},
    {0x2A6F, Quantity::humidity, 2, false, 0xFFFF, 100},
    {0x2A6D, Quantity::pressure, 4, false, std::nullopt, 1000},
    {0x2AFB, Quantity::illuminance, 3, false, 0xFFFFFF, 100},
    {0x2B8C, Quantity::co2, 2, false, 0xFFFF, 1},
};

struct Textual {
  std::uint16_t uuid;
  Quantity quantity;
};

constexpr Textual kTexts[] = {
    {0x2A24, Quantity::model},
    {0x2A26, Quantity::firmware},
};

std::uint32_t little_endian(Bytes value) {
  std::uint32_t number = 0;
  for (std::size_t i = value.size(); i-- > 0;) number = number << 8 | value[i];
  return number;
}

void add_number(const Numeric& row, Bytes value, Decoded& into) {
  if (value.size() != row.size) return into.fail(Fault::truncated);
  const std::uint32_t raw = little_endian(value);
  if (row.unknown && raw == *row.unknown) return;
  const unsigned shift = 32 - 8U * row.size;
  const std::int64_t number =
      row.is_signed ? static_cast<std::int32_t>(raw << shift) >> shift : std::int64_t{raw};
  into.add_possible(row.quantity, number, row.divisor);
}

}  // namespace

bool decode_characteristic(const Uuid& characteristic, Bytes value, Decoded& into) {
  for (const Numeric& row : kNumbers) {
    if (!characteristic.is(row.uuid)) continue;
    into.format = kFormat;
    add_number(row, value, into);
    return true;
  }
  for (const Textual& row : kTexts) {
    if (!characteristic.is(row.uuid)) continue;
    into.format = kFormat;
    const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
    into.add(row.quantity, into.keep(text.substr(0, text.find('\0'))));  // may end in NUL
    return true;
  }
  return false;
}

}  // namespace gatewarden::ble
