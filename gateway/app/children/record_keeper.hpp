// Stores what must outlive this run, in a safe order: the start of a run before its first report can leave, a
// ceiling before an id below it is used, a report's send time and counter readings in one commit.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "gateway/app/children/population.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/store/store.hpp"

namespace gatewarden::app {

class RecordKeeper {
 public:
  struct Parts {
    Clock& clock;
    Registry& registry;
    OpenReports& reports;
    Batcher& batcher;
    const Population& population;
    RememberedChildren& remembered;
    ReportIds& ids;
    Store& store;
    std::function<void()> wake;  // ids are available again
  };
  explicit RecordKeeper(Parts parts) : parts_(std::move(parts)) {}

  void tick();  // at the start, then once a second
  // Call after the batcher. Growth is decided once its report left, was passed to other destinations only, or
  // will never leave: the outcome says why, and none of it is reported again. Only a report that the end of this
  // run cut short (abandoned) is left to the next run.
  void sent(DeviceId device, ReportId id);
  void passed(DeviceId device, ReportId id);
  void settled(const Outcome& outcome);
  // By a reload: their counters go on from their last report after a restart, too, though another link reads them.
  void moved(std::span<const DeviceId> devices);
  void stopped();  // in order, after the last report

 private:
  void decided(DeviceId device, ReportId id);
  void record(DeviceId device, ThingRecord known, CounterReadings readings);
  void record_sends();
  Duration clock_step(SteadyTime now);

  Parts parts_;
  std::optional<SteadyTime> last_alive_;
  Duration wall_ahead_{};  // ahead of the steady clock, at the last check
};

}  // namespace gatewarden::app
