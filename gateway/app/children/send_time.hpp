// A thing's last send: from wall clock, which runs share, to steady clock and back.
#pragma once

#include <algorithm>
#include <optional>

#include "gateway/base/clock_pair.hpp"
#include "gateway/batch/schedule.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

// Nothing: never, as far as known. A send time in the future means the clock stepped back: a
// full floor counts from now.
inline std::optional<SteadyTime> sent_at(const ThingRecord& known, ClockPair now) {
  if (known.last_sent == WallTime{}) return std::nullopt;
  return now.steady_at(std::min(known.last_sent, now.wall));
}

// By the wall clock as it is now.
inline ThingRecord last_send(DeviceId device, const ReportIds& ids, const Schedule& schedule, ClockPair now) {
  ThingRecord record{ids.last(device), WallTime{}};
  if (const auto sent = schedule.last_sent(device)) record.last_sent = now.wall_at(*sent);
  return record;
}

}  // namespace gatewarden::app
