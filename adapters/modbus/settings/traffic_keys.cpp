#include "adapters/modbus/settings/traffic_keys.hpp"

#include <vector>

namespace gatewarden::modbus {
namespace {

std::vector<std::pair<std::string, TrafficPart>> make_keys() {
  std::vector<std::pair<std::string, TrafficPart>> keys{{"requests", {Traffic::requests}},
                                                        {"timeouts", {Traffic::timeouts}},
                                                        {"crc_errors", {Traffic::crc_errors}},
                                                        {"bad_answers", {Traffic::bad_answers}},
                                                        {"late_answers", {Traffic::late_answers}},
                                                        {"lost_requests", {Traffic::lost_requests}},
                                                        {"missed_cycles", {Traffic::missed_cycles}},
                                                        {"wire_bytes_in", {Traffic::wire_bytes_in}},
                                                        {"wire_bytes_out", {Traffic::wire_bytes_out}},
                                                        {"round_trip_ms", {Traffic::round_trip_ms}},
                                                        {"exceptions", {Traffic::exceptions}}};
  for (std::uint8_t code = 1; code <= kLastExceptionCode; ++code) {
    keys.emplace_back("exception_" + std::to_string(code), TrafficPart{Traffic::exceptions, code});
  }
  return keys;
}

}  // namespace

std::span<const std::pair<std::string, TrafficPart>> traffic_keys() {
  static const auto keys = make_keys();
  return keys;
}

}  // namespace gatewarden::modbus
