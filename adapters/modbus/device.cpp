#include "adapters/modbus/device.hpp"

#include <algorithm>
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

bool Device::split(std::size_t refused_read) {
  const std::vector<Read> parts = split_read(plan->wanted, reads()[refused_read]);
  if (parts.empty()) return false;
  if (!own_reads) own_reads = std::make_unique<std::vector<Read>>(plan->reads);
  const auto at = own_reads->erase(own_reads->begin() + static_cast<std::ptrdiff_t>(refused_read));
  own_reads->insert(at, parts.begin(), parts.end());
  return true;
}

bool Device::begin(SteadyTime now) {
  rounds = 1;
  // The grid's jitter must not move a slow round to the next cycle.
  const SteadyTime soon = now + grid.period() / 2;
  for (std::size_t i = 0; i < round_due.size(); ++i) {
    if (round_due[i] <= soon) rounds |= Rounds{2} << i;
  }
  next_read = 0;
  return skip_idle_rounds();
}

bool Device::go_on() {
  ++next_read;
  return skip_idle_rounds();
}

bool Device::skip_idle_rounds() {
  while (next_read < reads().size() && (rounds >> reads()[next_read].round & 1u) == 0) ++next_read;
  return next_read < reads().size();
}

void Device::complete(SteadyTime now) {
  for (std::size_t i = 0; i < round_due.size(); ++i) {
    if ((rounds & Rounds{2} << i) != 0) round_due[i] = now + plan->periods[i + 1];
  }
}

void Device::rest() {
  next_read = 0;
  repeats = 0;
  begun = false;
  refused = false;
  spared = false;
  std::fill(slots.begin(), slots.end(), kNothing);
}

void DeviceQueue::push_front(Device& device) {
  device.behind = first_;
  first_ = &device;
  if (!last_) last_ = &device;
}

void DeviceQueue::push(Device& device) {
  device.behind = nullptr;
  (last_ ? last_->behind : first_) = &device;
  last_ = &device;
}

}  // namespace gatewarden::modbus
