// A request's outcome in words, for polling and commissioning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

// "exception 2 (illegal data address)"
std::string exception_text(std::uint8_t code);
// "exception 2 (illegal data address) to holding 7"
std::string exception_text(const Request& asked, std::uint8_t code);
// "an answer to another function"; of Response::Kind::malformed
std::string fault_text(const Response& malformed);
// "an answer to another function (holding 7)"; `what` is a fault of pdu.hpp or the name of an exception
std::string faulty_answer_text(const Request& asked, std::string_view what);
// "the length field says 6, the answer needs 7 (holding 7)"
std::string faulty_answer_text(const Request& asked, const Response& malformed);
// "no answer within 500ms to holding 7"
std::string no_answer_text(const Request& asked, Duration within);
std::string damaged_answer_text(const Request& asked);
// "2 answers came late, the last after 750ms: a longer `timeout` may help"; `last`: 0 if unknown; `timeout`: the
// reader's name of that setting
std::string late_text(std::uint64_t answers, Duration last, std::string_view timeout = "`timeout`");
// "unit 5 answered in its place"
std::string wrong_unit_text(std::uint8_t unit);
// "answers carry id 51363 where 51364 was asked"
std::string other_id_text(std::uint16_t came, std::uint16_t asked);
inline constexpr const char* kAnyIdRemedy =
    "; a converter that numbers answers itself needs `any_transaction_id: true`";
// "what came does not fit: an answer to another function"
std::string unfitting_text(std::string_view what);
// "12 bytes came that are not Modbus: check baud, ..."; `stop_bits`: the reader's name of that setting
std::string noise_text(std::size_t bytes, std::string_view stop_bits);

}  // namespace gatewarden::modbus
