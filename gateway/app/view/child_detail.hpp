// The parts of a child's page: points, counters and reports. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock_pair.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/sample/link.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::app {

// Never negative.
std::optional<Duration> ago(SteadyTime now, std::optional<SteadyTime> then);

std::vector<status::PointRow> point_rows(const std::vector<PointView>& points, SteadyTime now);
// "voltage_l1=230.1 reachable=1", cut to fit a row.
std::string values_text(const std::vector<PointView>& points);
// `seen`: nothing if no link serves the child.
status::Counters child_counters(const DeviceActivity& activity, const ChildRecord& record,
                                const std::optional<DeviceSnapshot>& seen);
void show_report(const Publication& report, status::ChildDetail& detail);
status::RejectionView rejection_view(const Rejection& rejection, ClockPair now);

}  // namespace gatewarden::app
