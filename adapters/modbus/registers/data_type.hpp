// Types and byte orders of register values, with their names in the fleet file, `probe` and the store.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace gatewarden::modbus {

// bcd: four decimal digits a register. mod10k: each register counts to 9999 with its own sign (ION and others).
enum class DataType : std::uint8_t {
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  bcd,
  mod10k,
  text
};

// How a device sends the bytes A (highest) B C D of a value. 64 bits: the same over four registers; one
// register and text: only the order of bytes matters.
enum class ByteOrder : std::uint8_t {
  abcd,  // highest register and byte first, as specified
  cdab,  // lowest register first
  badc,  // bytes swapped within each register
  dcba,  // little-endian throughout
};

std::span<const std::pair<std::string_view, DataType>> data_types();
std::span<const std::pair<std::string_view, ByteOrder>> byte_orders();
std::string_view name_of(DataType as);      // "float32", "string"
std::string_view name_of(ByteOrder order);  // "CDAB"

constexpr bool is_signed(DataType as) {
  return as == DataType::int16 || as == DataType::int32 || as == DataType::int64;
}
constexpr bool swaps_bytes(ByteOrder order) { return order == ByteOrder::badc || order == ByteOrder::dcba; }
constexpr bool swaps_registers(ByteOrder order) {
  return order == ByteOrder::cdab || order == ByteOrder::dcba;
}

// Registers of a type; 0 if the value gives its length.
std::uint16_t registers_of(DataType as);

}  // namespace gatewarden::modbus
