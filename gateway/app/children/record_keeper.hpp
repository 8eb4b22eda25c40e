// Tells the store what must outlive this run, in an order that keeps it true: the beginning of a run is on
// the disk before its first report can leave, an id is used only below a ceiling on the disk, and a report
// that left puts its send time and its counters' readings there in one commit.
#pragma once

#include <functional>
#include <optional>

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
    std::function<void()> wake;  // there are ids again
  };
  explicit RecordKeeper(Parts parts) : parts_(std::move(parts)) {}

  void tick();  // at the start and then once a second
  // After the batcher was told. Growth counts in a report that left, was passed to other destinations only,
  // or will never leave: its outcome says why, and nothing of it is reported again. Only a report that the
  // end of this run cut short (abandoned) is left to the next run.
  void sent(DeviceId device, ReportId id);
  void passed(DeviceId device, ReportId id);
  void settled(const Outcome& outcome);
  void stopped();  // in order, after the last report

 private:
  void decided(DeviceId device, ReportId id);
  void record_sends();
  bool clock_stepped(SteadyTime now);

  Parts parts_;
  std::optional<SteadyTime> last_alive_;
  Duration wall_ahead_{};  // of the steady clock, when last looked at
};

}  // namespace gatewarden::app
