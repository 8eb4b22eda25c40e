#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::uint8_t kIdentificationType = 14;
// Function, MEI type, category, conformity, more follows, next object, number of objects.
constexpr std::size_t kIdentificationHead = 7;

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

std::string to_string(const Request& request) {
  if (const auto* range = std::get_if<Range>(&request)) return to_string(*range);
  return "device identification from object " + std::to_string(std::get<ReadIdentification>(request).object);
}

std::uint8_t function_of(const Request& request) {
  const auto* range = std::get_if<Range>(&request);
  return range ? static_cast<std::uint8_t>(range->table) : kIdentificationFunction;
}

std::size_t write_request(const Request& request, std::span<std::uint8_t> out) {
  if (const auto* range = std::get_if<Range>(&request)) {
    out[0] = static_cast<std::uint8_t>(range->table);
    out[1] = static_cast<std::uint8_t>(range->first >> 8);
    out[2] = static_cast<std::uint8_t>(range->first);
    out[3] = static_cast<std::uint8_t>(range->count >> 8);
    out[4] = static_cast<std::uint8_t>(range->count);
    return 5;
  }
  const auto& identification = std::get<ReadIdentification>(request);
  out[0] = kIdentificationFunction;
  out[1] = kIdentificationType;
  out[2] = identification.category;
  out[3] = identification.object;
  return 4;
}

std::string_view exception_name(std::uint8_t code) {
  switch (code) {
    case kIllegalFunction:
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

std::size_t answer_pdu_bytes(const Range& range) {
  return 2u + (is_bits(range.table) ? (range.count + 7u) / 8u : range.count * 2u);
}

std::size_t identification_pdu_bytes(std::span<const std::uint8_t> pdu) {
  if (!pdu.empty() && pdu[0] != kIdentificationFunction) return 0;
  if (pdu.size() > 1 && pdu[1] != kIdentificationType) return 0;
  if (pdu.size() < kIdentificationHead) return kIdentificationHead;
  std::size_t bytes = kIdentificationHead;
  for (std::size_t left = pdu[kIdentificationHead - 1]; left > 0; --left) {
    bytes += 2;  // id and length
    if (bytes > kMaxPduBytes) return 0;
    if (pdu.size() < bytes) return bytes;
    bytes += pdu[bytes - 1];
  }
  return bytes <= kMaxPduBytes ? bytes : 0;
}

namespace {

Response parse_read(const Range& asked, std::span<const std::uint8_t> pdu) {
  const std::size_t wanted = answer_pdu_bytes(asked) - 2;
  if (pdu.size() < 2) return malformed("an answer without a byte count");
  if (pdu[1] != wanted) return malformed("a byte count that does not fit the request");
  Response response;
  if (pdu.size() != 2 + wanted) {
    response.fault = "fewer or more bytes than announced";
    response.length_said = static_cast<std::uint16_t>(1 + pdu.size());
    response.length_needed = static_cast<std::uint16_t>(3 + wanted);
    return response;
  }
  response.kind = Response::Kind::values;
  response.values = pdu.subspan(2);
  return response;
}

Response parse_identification_of(const ReadIdentification& asked, std::span<const std::uint8_t> pdu) {
  const std::size_t bytes = identification_pdu_bytes(pdu);
  if (bytes == 0 || bytes != pdu.size()) return malformed("an identification of the wrong length");
  if (pdu[2] != asked.category) return malformed("an identification of another category");
  Response response;
  response.kind = Response::Kind::values;
  response.values = pdu.subspan(2);
  return response;
}

}  // namespace

Response parse_response(const Request& asked, std::span<const std::uint8_t> pdu) {
  if (pdu.empty()) return malformed("an empty answer");
  const std::uint8_t function = function_of(asked);
  if (pdu[0] == (function | kExceptionFlag)) {
    if (pdu.size() != 2) return malformed("an exception of the wrong length");
    if (pdu[1] == 0) return malformed("an exception without a code");
    Response response;
    response.kind = Response::Kind::exception;
    response.exception = pdu[1];
    return response;
  }
  if (pdu[0] != function) return malformed("an answer to another function");
  if (const auto* range = std::get_if<Range>(&asked)) return parse_read(*range, pdu);
  return parse_identification_of(std::get<ReadIdentification>(asked), pdu);
}

}  // namespace gatewarden::modbus
