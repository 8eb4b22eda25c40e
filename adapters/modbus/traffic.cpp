#include "adapters/modbus/traffic.hpp"

#include <numeric>
#include <utility>

#include "adapters/modbus/device.hpp"

namespace gatewarden::modbus {
namespace {

std::uint64_t total(const DeviceCounters& counters, Traffic what) {
  switch (what) {
    case Traffic::exceptions:
      return std::accumulate(counters.exceptions.begin(), counters.exceptions.end(), std::uint64_t{0});
    case Traffic::requests:
      return counters.requests;
    case Traffic::timeouts:
      return counters.timeouts;
    case Traffic::crc_errors:
      return counters.crc_errors;
    case Traffic::bad_answers:
      return counters.bad_answers;
    case Traffic::late_answers:
      return counters.late;
    case Traffic::lost_requests:
      return counters.lost;
    case Traffic::missed_cycles:
      return counters.missed_cycles;
    case Traffic::wire_bytes_in:
      return counters.bytes_in;
    case Traffic::wire_bytes_out:
      return counters.bytes_out;
    case Traffic::round_trip_ms:
      return counters.answers;
  }
  return counters.exceptions[static_cast<std::size_t>(what)];
}

std::vector<std::pair<std::string, Traffic>> make_keys() {
  std::vector<std::pair<std::string, Traffic>> keys{{"requests", Traffic::requests},
                                                    {"timeouts", Traffic::timeouts},
                                                    {"crc_errors", Traffic::crc_errors},
                                                    {"bad_answers", Traffic::bad_answers},
                                                    {"late_answers", Traffic::late_answers},
                                                    {"lost_requests", Traffic::lost_requests},
                                                    {"missed_cycles", Traffic::missed_cycles},
                                                    {"wire_bytes_in", Traffic::wire_bytes_in},
                                                    {"wire_bytes_out", Traffic::wire_bytes_out},
                                                    {"round_trip_ms", Traffic::round_trip_ms},
                                                    {"exceptions", Traffic::exceptions}};
  for (std::uint8_t code = 1; code < DeviceCounters{}.exceptions.size(); ++code) {
    keys.emplace_back("exception_" + std::to_string(code), static_cast<Traffic>(code));
  }
  return keys;
}

}  // namespace

std::span<const std::pair<std::string, Traffic>> traffic_keys() {
  static const auto keys = make_keys();
  return keys;
}

void TrafficMeter::hand_on(const DeviceCounters& counters, std::span<const TrafficPoint> points,
                           PointId first, SampleSink& sink, SteadyTime at) {
  handed_.resize(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [metric, what] = points[i];
    const std::uint64_t now = total(counters, what);
    const std::uint64_t grown = now - std::exchange(handed_[i].total, now);
    if (what != Traffic::round_trip_ms) {
      sink.accept(first + metric, Number::natural(grown), at);
    } else if (grown > 0) {
      const std::chrono::duration<double, std::milli> spent =
          counters.round_trips - std::exchange(handed_[i].round_trips, counters.round_trips);
      sink.accept(first + metric, Number::real(spent.count() / static_cast<double>(grown)), at);
    }
  }
}

}  // namespace gatewarden::modbus
