#include "adapters/modbus/wire/request_text.hpp"

#include <chrono>

#include "gateway/base/duration_text.hpp"

namespace gatewarden::modbus {

std::string exception_text(std::uint8_t code) {
  return "exception " + std::to_string(code) + " (" + std::string(exception_name(code)) + ")";
}

std::string exception_text(const Request& asked, std::uint8_t code) {
  return exception_text(code) + " to " + to_string(asked);
}

std::string faulty_answer_text(const Request& asked, std::string_view what) {
  return std::string(what) + " (" + to_string(asked) + ")";
}

std::string fault_text(const Response& malformed) {
  if (malformed.length_needed == 0) return malformed.fault;
  return "the length field says " + std::to_string(malformed.length_said) + ", the answer needs " +
         std::to_string(malformed.length_needed);
}

std::string faulty_answer_text(const Request& asked, const Response& malformed) {
  return faulty_answer_text(asked, fault_text(malformed));
}

std::string no_answer_text(const Request& asked, Duration within) {
  return "no answer within " + to_text(within) + " to " + to_string(asked);
}

std::string damaged_answer_text(const Request& asked) {
  return "a damaged answer (checksum) to " + to_string(asked) + ": check parity, termination and shielding";
}

std::string late_text(std::uint64_t answers, Duration last, std::string_view timeout) {
  std::string text = std::to_string(answers) + (answers == 1 ? " answer" : " answers") + " came late";
  if (last > Duration::zero()) {
    const std::string last_one = answers == 1 ? ", after " : ", the last after ";
    text += last_one + to_text(std::chrono::floor<std::chrono::milliseconds>(last));
  }
  return text + ": a longer " + std::string(timeout) + " may help";
}

std::string wrong_unit_text(std::uint8_t unit) {
  return "unit " + std::to_string(unit) + " answered in its place";
}

std::string other_id_text(std::uint16_t came, std::uint16_t asked) {
  return "answers carry id " + std::to_string(came) + " where " + std::to_string(asked) + " was asked";
}

std::string unfitting_text(std::string_view what) { return "what came does not fit: " + std::string(what); }

std::string noise_text(std::size_t bytes, std::string_view stop_bits) {
  return std::to_string(bytes) + " bytes came that are not Modbus: check baud, parity, " +
         std::string(stop_bits) + " and the wiring";
}

}  // namespace gatewarden::modbus
