#include "adapters/modbus/registers/raw_value.hpp"

namespace gatewarden::modbus {

std::uint64_t raw_of(std::span<const std::uint8_t> bytes, ByteOrder order) {
  const std::size_t count = bytes.size() / 2;
  const std::size_t swap = swaps_bytes(order) ? 1 : 0;
  std::uint64_t raw = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 2 * (swaps_registers(order) ? count - 1 - i : i);
    raw = raw << 16 | static_cast<std::uint64_t>(bytes[at + swap]) << 8 | bytes[at + 1 - swap];
  }
  return raw;
}

std::int64_t sign_extended(std::uint64_t raw, unsigned bits) {
  const unsigned unused = 64 - bits;
  return static_cast<std::int64_t>(raw << unused) >> unused;
}

std::optional<std::int64_t> decimal_of(DataType as, unsigned registers, std::uint64_t raw) {
  const bool bcd = as == DataType::bcd;
  const int width = bcd ? 4 : 16;
  const int base = bcd ? 10 : 10000;
  std::int64_t value = 0;
  for (int shift = 16 * static_cast<int>(registers) - width; shift >= 0; shift -= width) {
    const int part =
        bcd ? static_cast<int>(raw >> shift & 0xF) : static_cast<std::int16_t>(raw >> shift & 0xFFFF);
    if (part >= base || part <= -base) return std::nullopt;
    value = value * base + part;
  }
  return value;
}

}  // namespace gatewarden::modbus
