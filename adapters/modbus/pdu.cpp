#include "adapters/modbus/pdu.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::uint8_t kExceptionFlag = 0x80;

Response malformed(const char* fault) {
  Response response;
  response.fault = fault;
  return response;
}

}  // namespace

std::string_view table_name(Table table) {
  switch (table) {
    case Table::coils:
      return "coil";
    case Table::discrete_inputs:
      return "discrete";
    case Table::holding_registers:
      return "holding";
    case Table::input_registers:
      break;
  }
  return "input";
}

std::string to_string(const Range& range) {
  std::string text(table_name(range.table));
  text += ' ';
  text += std::to_string(range.first);
  if (range.count > 1) {
    text += "..";
    text += std::to_string(range.end() - 1);
  }
  return text;
}

std::array<std::uint8_t, kRequestBytes> request(const Range& range) {
  return {static_cast<std::uint8_t>(range.table), static_cast<std::uint8_t>(range.first >> 8),
          static_cast<std::uint8_t>(range.first), static_cast<std::uint8_t>(range.count >> 8),
          static_cast<std::uint8_t>(range.count)};
}

std::string_view exception_name(std::uint8_t code) {
  switch (code) {
    case 1:
      return "illegal function";
    case kIllegalDataAddress:
      return "illegal data address";
    case kIllegalDataValue:
      return "illegal data value";
    case 4:
      return "device failure";
    case 5:
      return "acknowledge";
    case 6:
      return "device busy";
    case 8:
      return "memory parity error";
    case kGatewayPathUnavailable:
      return "gateway path unavailable";
    case kGatewayTargetSilent:
      return "gateway target failed to respond";
    default:
      return "unknown exception";
  }
}

Response parse_response(const Range& asked, std::span<const std::uint8_t> pdu) {
  if (pdu.empty()) return malformed("an empty answer");
  const auto function = static_cast<std::uint8_t>(asked.table);
  if (pdu[0] == (function | kExceptionFlag)) {
    if (pdu.size() != 2) return malformed("an exception of the wrong length");
    if (pdu[1] == 0) return malformed("an exception without a code");
    Response response;
    response.kind = Response::Kind::exception;
    response.exception = pdu[1];
    return response;
  }
  if (pdu[0] != function) return malformed("an answer to another function");
  const std::size_t wanted = is_bits(asked.table) ? (asked.count + 7u) / 8u : asked.count * 2u;
  if (pdu.size() < 2) return malformed("an answer without a byte count");
  if (pdu[1] != wanted) return malformed("a byte count that does not fit the request");
  if (pdu.size() != 2 + wanted) return malformed("fewer or more bytes than announced");
  Response response;
  response.kind = Response::Kind::values;
  response.values = pdu.subspan(2);
  return response;
}

}  // namespace gatewarden::modbus
