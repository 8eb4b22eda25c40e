// From open reports to publications: closes and encodes a child's report at the moment the uplink can send
// it, and keeps the book of outcomes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/base/lateness.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/batch/recent_reports.hpp"
#include "gateway/batch/schedule.hpp"
#include "gateway/registry/registry.hpp"
#include "gateway/report/open_reports.hpp"

namespace gatewarden {

// How far from their slots reports leave, from 1 ms to 9 h.
using ReportLateness = Lateness<4, 100>;

// The book of one child.
struct ChildRecord {
  ReportId last_id{};
  SteadyTime last_sent{};
  std::uint32_t sent = 0;
  OutcomeCounts<std::uint32_t> outcomes;
  std::uint32_t passed = 0;  // went to other destinations alone
  Outcome::Kind last_outcome = Outcome::Kind::no_verdict;
  bool has_outcome = false;
  bool waiting = false;  // handed to the uplink, not yet settled
};

struct Rejection {
  Outcome outcome;
  Publication report;  // empty bytes where it is no longer known
  SteadyTime at;
};

struct BatchTotals {
  std::uint64_t sent = 0;
  OutcomeCounts<std::uint64_t> outcomes;
  std::uint64_t empty = 0;   // slots at which a child had nothing to report
  std::uint64_t passed = 0;  // reports that went to the taps alone: nobody pulled them
};

class Batcher final : public PublicationSource, public OutcomeSink, public RegistryListener {
 public:
  struct Settings {
    Format format = Format::json;
    KeyNames keys = KeyNames::long_names;
    Schedule::Rules rules;
  };
  // Gives the next id of a child, nothing while the store has not promised one yet (see ReportIds).
  using IdSource = std::function<std::optional<ReportId>(DeviceId)>;
  Batcher(Registry& registry, OpenReports& reports, IdSource ids, Settings settings);

  // Starts a child's schedule; `last_sent` as known from an earlier run.
  void start(DeviceId device, SteadyTime now, std::optional<SteadyTime> last_sent);
  void set(Settings settings, SteadyTime now);

  // Every report that closes is shown to the tap. It outlives the batcher or is taken off before it goes.
  void tap(ReportTap& tap) { taps_.push_back(&tap); }
  void tap_off(ReportTap& tap) { std::erase(taps_, &tap); }
  // Closes, for the taps alone, the reports of children whose slot is `patience` ago: nobody pulls them, and
  // other destinations must not wait for that. `passed` is told of each.
  void pass(SteadyTime now, Duration patience,
            const std::function<void(DeviceId, ReportId)>& passed = nullptr);

  std::optional<Publication> next(SteadyTime now) override;
  std::optional<SteadyTime> due() const override { return schedule_.due(); }
  void sent(DeviceId device, ReportId id, SteadyTime at) override;
  void settled(const Outcome& outcome) override;

  void added(DeviceId device, PointId first) override;
  void removed(DeviceId device) override;

  const ChildRecord& record(DeviceId device) const { return records_[index_of(device)]; }
  const Publication* last_report(DeviceId device) const;  // nothing for one not among the recent
  const Rejection* last_rejection(DeviceId device) const;
  const BatchTotals& totals() const { return totals_; }
  const ReportLateness& lateness() const { return lateness_; }
  const Schedule& schedule() const { return schedule_; }

 private:
  static constexpr std::size_t kRecentReports = 1000;
  static constexpr std::size_t kRejections = 1000;

  // Closes the report of a due child into scratch_, with its id. The child is out of the schedule then.
  enum class Closing : std::uint8_t { closed, empty, no_id };
  Closing close(DeviceId device, SteadyTime now);
  bool ours(DeviceId device, const std::string& thing) const;
  void remember_rejection(const Outcome& outcome);

  Registry& registry_;
  OpenReports& reports_;
  IdSource ids_;
  Settings settings_;
  Schedule schedule_;
  Report scratch_;
  std::vector<ReportTap*> taps_;
  std::vector<ChildRecord> records_;
  std::unordered_map<std::uint32_t, SteadyTime> slots_;  // of publications on their way out
  std::unordered_map<std::uint32_t, Rejection> rejections_;
  RecentReports recent_{kRecentReports};
  SteadyTime latest_{};
  BatchTotals totals_;
  ReportLateness lateness_;
};

}  // namespace gatewarden
