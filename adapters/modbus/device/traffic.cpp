#include "adapters/modbus/device/traffic.hpp"

#include <numeric>
#include <utility>

namespace gatewarden::modbus {
namespace {

std::uint64_t total(const DeviceCounters& counters, const TrafficPart& part) {
  switch (part.what) {
    case Traffic::exceptions:
      if (part.exception != 0) return counters.exceptions[part.exception];
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
      break;
  }
  return counters.answers;
}

}  // namespace

void TrafficMeter::hand_on(const DeviceCounters& counters, std::span<const TrafficPoint> points,
                           PointId first, SampleSink& sink, SteadyTime at) {
  handed_.resize(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [metric, part] = points[i];
    const std::uint64_t now = total(counters, part);
    const std::uint64_t grown = now - std::exchange(handed_[i].total, now);
    if (part.what != Traffic::round_trip_ms) {
      sink.accept(first + metric, Number::natural(grown), at);
    } else if (grown > 0) {
      const std::chrono::duration<double, std::milli> spent =
          counters.round_trips - std::exchange(handed_[i].round_trips, counters.round_trips);
      sink.accept(first + metric, Number::real(spent.count() / static_cast<double>(grown)), at);
    }
  }
}

}  // namespace gatewarden::modbus
