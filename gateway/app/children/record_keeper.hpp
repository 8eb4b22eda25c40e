// Tells the store what must outlive this life, in the order that keeps it true: that a life has begun is on
// the disk before its first report can leave, an id is used only below a ceiling that is on the disk, and a
// report that left takes its send time and its counters' readings there in one commit.
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
  // After the batcher was told. Growth in a report that left counts, and so does growth in one that was
  // passed to other destinations alone, or will never leave: its outcome says why, and nothing of it is
  // reported again. Only a report that the end of this life cut short (abandoned) is left to the next one.
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
