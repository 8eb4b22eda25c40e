// The Modbus protocol data unit: what is asked of a device and what its answer says. Reading only: no
// function code that writes exists in this program. Pure. Source: MODBUS Application Protocol Specification
// V1.1b3, sections 4-7.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatewarden::modbus {

// The four tables of a device. The value is the function code that reads it.
enum class Table : std::uint8_t {
  coils = 1,
  discrete_inputs = 2,
  holding_registers = 3,
  input_registers = 4
};

constexpr bool is_bits(Table table) { return table == Table::coils || table == Table::discrete_inputs; }

inline constexpr std::uint16_t kMaxRegisters = 125;  // of one read (sections 6.3, 6.4)
inline constexpr std::uint16_t kMaxBits = 2000;      // of one read (sections 6.1, 6.2)
inline constexpr std::size_t kMaxPduBytes = 253;     // section 4.1

// Consecutive addresses of one table. Addresses count from 0, as on the wire.
struct Range {
  Table table = Table::holding_registers;
  std::uint16_t first = 0;
  std::uint16_t count = 1;  // at least 1; first + count <= 65536

  constexpr std::uint32_t end() const { return std::uint32_t{first} + count; }
  friend auto operator<=>(const Range&, const Range&) = default;
};

// "holding 0..51", "coil 7": as errors and `plan` name it.
std::string to_string(const Range& range);
std::string_view table_name(
    Table table);  // the key of the fleet file: "holding", "input", "coil", "discrete"

inline constexpr std::size_t kRequestBytes = 5;
std::array<std::uint8_t, kRequestBytes> request(const Range& range);

// Exception codes (section 7) that mean something to a master.
inline constexpr std::uint8_t kIllegalDataAddress = 2;
inline constexpr std::uint8_t kIllegalDataValue = 3;
inline constexpr std::uint8_t kGatewayPathUnavailable = 10;
inline constexpr std::uint8_t kGatewayTargetSilent = 11;

// "illegal data address"; "unknown exception" for a code the specification does not list.
std::string_view exception_name(std::uint8_t code);

struct Response {
  enum class Kind : std::uint8_t { values, exception, malformed };
  Kind kind = Kind::malformed;
  std::uint8_t exception = 0;  // of Kind::exception
  std::span<const std::uint8_t>
      values;              // of Kind::values: 2 bytes a register, or bits packed from the lowest
  const char* fault = "";  // of Kind::malformed: what is wrong, "answered another function"
};

// What `pdu` says about the request for `asked`. The values point into `pdu`.
Response parse_response(const Range& asked, std::span<const std::uint8_t> pdu);

}  // namespace gatewarden::modbus
