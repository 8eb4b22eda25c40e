#include "adapters/modbus/device/device_counters.hpp"

#include <numeric>

namespace gatewarden::modbus {

std::uint64_t DeviceCounters::errors() const {
  return std::accumulate(exceptions.begin(), exceptions.end(), std::uint64_t{0}) + timeouts + lost +
         bad_answers + crc_errors + implausible;
}

std::map<std::string, std::uint64_t> DeviceCounters::by_name() const {
  std::map<std::string, std::uint64_t> named;
  const auto put = [&](const char* name, std::uint64_t count) {
    if (count > 0) named[name] = count;
  };
  put("requests", requests);
  put("wire_bytes_in", bytes_in);
  put("wire_bytes_out", bytes_out);
  put("missing", missing);
  put("implausible", implausible);
  put("missed_cycles", missed_cycles);
  put("identity_changes", identity_changes);
  put("settings_changes", settings_changes);
  put("timeouts", timeouts);
  put("lost", lost);
  put("bad_answers", bad_answers);
  put("crc_errors", crc_errors);
  put("late", late);
  put("exception_other", exceptions[0]);
  for (std::size_t code = 1; code < exceptions.size(); ++code) {
    put(("exception_" + std::to_string(code)).c_str(), exceptions[code]);
  }
  const auto microseconds = [](Duration d) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(d).count());
  };
  put("round_trip_us", microseconds(round_trip));
  put("round_trip_max_us", microseconds(longest_round_trip));
  put("start_delay_max_us", microseconds(longest_start_delay));
  return named;
}

}  // namespace gatewarden::modbus
