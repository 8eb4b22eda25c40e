// Closes and encodes a child's report when the uplink can send it, and records outcomes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/base/lateness.hpp"
#include "gateway/batch/pending_reports.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/batch/recent_reports.hpp"
#include "gateway/batch/schedule.hpp"
#include "gateway/registry/registry.hpp"
#include "gateway/report/open_reports.hpp"

namespace gatewarden {

// The lateness of reports behind their slots, from 1 ms to 9 h.
using ReportLateness = Lateness<4, 100>;

struct ChildRecord {
  ReportId last_id{};  // of what the uplink pulled
  ReportId last_passed{};
  SteadyTime last_sent{};
  std::uint32_t sent = 0;
  OutcomeCounts<std::uint32_t> outcomes;
  std::uint32_t passed = 0;     // sent to other destinations only
  std::uint32_t shortened = 0;  // with shorter lists, or the report would have been too long
  Outcome::Kind last_outcome = Outcome::Kind::no_verdict;
  ReportId last_settled{};  // whose outcome it is: a newer report may wait
  bool has_outcome = false;
  bool waiting = false;  // with the uplink
};

struct Rejection {
  Outcome outcome;
  Publication report;  // empty bytes if no longer known
  SteadyTime at;
};

struct BatchTotals {
  std::uint64_t sent = 0;
  OutcomeCounts<std::uint64_t> outcomes;
  std::uint64_t empty = 0;   // slots without anything to report
  std::uint64_t passed = 0;  // for the taps only
  // When the newest slot was served: its report left or was turned away, or there was nothing to report.
  std::optional<SteadyTime> last_turn{};
};

class Batcher final : public PublicationSource, public OutcomeSink, public RegistryListener {
 public:
  struct Settings {
    Format format = Format::json;
    KeyNames keys = KeyNames::long_names;
    Schedule::Rules rules;
  };
  // The next id of a child; nothing until the store grants one (see ReportIds).
  using IdSource = std::function<std::optional<ReportId>(DeviceId)>;
  Batcher(Registry& registry, OpenReports& reports, IdSource ids, Settings settings);

  // Starts a child's schedule; `last_sent`: in an earlier run.
  void start(DeviceId device, SteadyTime now, std::optional<SteadyTime> last_sent);
  void set(Settings settings, SteadyTime now);

  // The tap sees every report that closes. It outlives the batcher or is removed first.
  void tap(ReportTap& tap) { taps_.push_back(&tap); }
  void tap_off(ReportTap& tap) { std::erase(taps_, &tap); }
  // Closes, for the taps only, reports whose slot was `patience` ago: the uplink does not pull them, and other
  // destinations must not wait. Calls `passed` for each.
  void pass(SteadyTime now, Duration patience,
            const std::function<void(DeviceId, ReportId)>& passed = nullptr);

  std::optional<Publication> next(SteadyTime now) override;
  void set_room(const PayloadRoom& room) override { room_ = room; }
  std::optional<SteadyTime> due() const override { return schedule_.due(); }
  void sent(DeviceId device, ReportId id, SteadyTime at) override;
  void settled(const Outcome& outcome) override;

  void added(DeviceId device, PointId first) override;
  void removed(DeviceId device) override;

  const ChildRecord& record(DeviceId device) const { return records_[index_of(device)]; }
  const Publication* last_report(DeviceId device) const;  // null if not recent
  const Rejection* last_rejection(DeviceId device) const;
  const BatchTotals& totals() const { return totals_; }
  const ReportLateness& lateness() const { return lateness_; }
  const Schedule& schedule() const { return schedule_; }

 private:
  static constexpr std::size_t kRecentReports = 1000;
  static constexpr std::size_t kRejections = 1000;

  // scratch_, encoded for its child.
  Publication encoded(DeviceId device) const;
  // Closes a due child's report into scratch_, with its id. Only then is the child out of the schedule.
  enum class Closing : std::uint8_t { closed, empty, held, no_id };
  Closing close(DeviceId device, SteadyTime now);
  bool ours(DeviceId device, const std::string& thing) const;
  void remember_rejection(const Outcome& outcome);

  Registry& registry_;
  OpenReports& reports_;
  IdSource ids_;
  Settings settings_;
  PayloadRoom room_;
  Schedule schedule_;
  Report scratch_;
  std::vector<ReportTap*> taps_;
  std::vector<ChildRecord> records_;
  PendingReports pending_;
  std::unordered_map<std::uint32_t, Rejection> rejections_;
  RecentReports recent_{kRecentReports};
  SteadyTime latest_{};
  BatchTotals totals_;
  ReportLateness lateness_;
};

}  // namespace gatewarden
