// The Modbus protocol data unit: requests and answers. No function code that writes exists in this program.
// Pure. Source: MODBUS Application Protocol Specification V1.1b3, sections 4-7.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace gatewarden::modbus {

// The value is the function code that reads the table.
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

// Consecutive addresses, from 0 as on the wire.
struct Range {
  Table table = Table::holding_registers;
  std::uint16_t first = 0;
  std::uint16_t count = 1;  // at least 1; first + count <= 65536

  constexpr std::uint32_t end() const { return std::uint32_t{first} + count; }
  friend auto operator<=>(const Range&, const Range&) = default;
};

// "holding 0..51", "coil 7": as in errors and `plan`.
std::string to_string(const Range& range);
std::string_view table_name(Table table);  // key of the fleet file: "holding", "input", "coil", "discrete"

// Read Device Identification: function 43 with MEI type 14 (section 6.21). The device splits the objects over
// several answers; each names the next object (device_identification.hpp).
inline constexpr std::uint8_t kIdentificationFunction = 43;
struct ReadIdentification {
  // 1 basic, 2 regular (both from object 0), 3 extended: all objects of the category; 4: one object.
  std::uint8_t category = 1;
  std::uint8_t object = 0;
  friend auto operator<=>(const ReadIdentification&, const ReadIdentification&) = default;
};

using Request = std::variant<Range, ReadIdentification>;

// Whether answers with this function code bring values of a table.
constexpr bool reads(std::uint8_t function) { return function >= 1 && function <= 4; }
// An exception has the function code of what was asked, with this bit (section 4.1).
inline constexpr std::uint8_t kExceptionFlag = 0x80;
// To a request that this program could have sent.
constexpr bool is_exception(std::uint8_t function) {
  const auto asked = static_cast<std::uint8_t>(function & ~kExceptionFlag);
  return (function & kExceptionFlag) != 0 && (reads(asked) || asked == kIdentificationFunction);
}

// As above, or "device identification from object 0".
std::string to_string(const Request& request);
std::uint8_t function_of(const Request& request);

inline constexpr std::size_t kMaxRequestPduBytes = 5;
// Writes the request to `out`, at least kMaxRequestPduBytes long; returns its length.
std::size_t write_request(const Request& request, std::span<std::uint8_t> out);

// Exception codes (section 7) that matter to a master.
inline constexpr std::uint8_t kIllegalFunction = 1;
inline constexpr std::uint8_t kIllegalDataAddress = 2;
inline constexpr std::uint8_t kIllegalDataValue = 3;
inline constexpr std::uint8_t kGatewayPathUnavailable = 10;
inline constexpr std::uint8_t kGatewayTargetSilent = 11;

// Refuses the request itself, so each time; others (busy, failure) are temporary.
constexpr bool is_refusal(std::uint8_t exception) {
  return exception == kIllegalFunction || exception == kIllegalDataAddress || exception == kIllegalDataValue;
}

// "illegal data address"; "unknown exception" for unspecified codes.
std::string_view exception_name(std::uint8_t code);

struct Response {
  enum class Kind : std::uint8_t { values, exception, malformed };
  Kind kind = Kind::malformed;
  std::uint8_t exception = 0;
  // Of Kind::values: 2 bytes a register; bits packed from the lowest; an identification from its category on.
  std::span<const std::uint8_t> values;
  const char* fault = "";  // of Kind::malformed: "an answer to another function"
  // Of an answer that is not as long as its byte count says, in units of the header's length field.
  std::uint16_t length_said = 0, length_needed = 0;
};

// About the device, not from it: the gateway before it got no answer either.
inline bool is_gateways_own(const Response& response) {
  return response.kind == Response::Kind::exception &&
         (response.exception == kGatewayPathUnavailable || response.exception == kGatewayTargetSilent);
}

// The values point into `pdu`.
Response parse_response(const Request& asked, std::span<const std::uint8_t> pdu);

std::size_t answer_pdu_bytes(const Range& range);
// Bytes of the identification that `pdu` begins; more than it has if too short to tell; 0 if it begins none.
std::size_t identification_pdu_bytes(std::span<const std::uint8_t> pdu);

}  // namespace gatewarden::modbus
