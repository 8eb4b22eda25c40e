// The running gateway as the operator sees it: snapshots of its rooms. Reads only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/app/children/learned_children.hpp"
#include "gateway/app/children/verdict_log.hpp"
#include "gateway/app/links.hpp"
#include "gateway/app/reading/identity_watch.hpp"
#include "gateway/app/report_lines.hpp"
#include "gateway/app/view/link_rates.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/status/snapshot.hpp"
#include "gateway/store/store.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

class StatusView final : public status::StatusSource {
 public:
  struct Rooms {
    const config::Fleet& fleet;
    const Registry& registry;
    const OpenReports& reports;
    const Batcher& batcher;
    const Links& links;
    const LearnedChildren& learned;
    const VerdictLog& verdicts;
    const ReportLines& lines;
    const Store& store;
    const Clock& clock;
    std::function<const Uplink*()> uplink;  // null: none configured; a reload may replace it
    std::function<IdentityWatch::Standing()> certificate;
  };
  explicit StatusView(Rooms rooms);

  status::GatewaySnapshot snapshot(status::Depth depth) const override;
  std::optional<status::ChildDetail> child(std::string_view thing) const override;
  status::Readiness readiness() const override;
  status::Health health() const override;

  // Once a second, for the rates.
  void tick();
  // The fleet file was read again. `refused`: why it was not taken, of which the first line is kept; empty: it was.
  void reloaded(const std::string& by, const std::string& refused) {
    reloaded_ = rooms_.clock.now();
    reloaded_by_ = by;
    reload_refused_ = refused.substr(0, refused.find('\n'));
    if (!refused.empty()) return;
    fleet_loaded_ = rooms_.clock.wall();
    fleet_began_ = *reloaded_;
  }
  void confined(status::ConfinementView confinement) { confinement_ = std::move(confinement); }

 private:
  status::UplinkView uplink_view() const;
  status::LinkRow link_row(const std::string& name, const Link& link) const;
  void add_children(status::Depth depth, status::GatewaySnapshot& made) const;
  status::ChildRow row(DeviceId device, const Child& child) const;
  bool answered() const;
  std::string why_unanswered(const ChildRecord& record) const;
  std::optional<Quarantine::Entry> quarantine_of(const Child& child) const;

  Rooms rooms_;
  SteadyTime started_;
  WallTime started_wall_;
  LinkRates rates_;
  std::optional<SteadyTime> reloaded_;
  std::string reloaded_by_, reload_refused_;
  WallTime fleet_loaded_;   // the one in force,
  SteadyTime fleet_began_;  // by the other clock
  status::ConfinementView confinement_;
};

}  // namespace gatewarden::app
