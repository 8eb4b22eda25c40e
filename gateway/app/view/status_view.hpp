// The running gateway as the operator sees it: snapshots of the rooms, put side by side. Reads only.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "gateway/app/links.hpp"
#include "gateway/app/report_lines.hpp"
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
    const ReportLines& lines;
    const Store& store;
    const Clock& clock;
    std::function<const Uplink*()> uplink;     // it may be replaced by a reload; null: none configured
    std::function<std::string()> certificate;  // what troubles the uplink's; empty: all is well
  };
  explicit StatusView(Rooms rooms);

  status::GatewaySnapshot snapshot(status::Depth depth) const override;
  std::optional<status::ChildDetail> child(std::string_view thing) const override;
  status::Readiness readiness() const override;

  // Once a second: rates are counted between two calls.
  void tick();

 private:
  struct Rate {
    std::uint64_t samples = 0;
    double per_second = 0;
  };
  status::UplinkView uplink_view() const;
  status::ChildRow row(DeviceId device, const Child& child) const;
  std::string why(const Child& child, const DeviceSnapshot& seen, const ChildRecord& record,
                  DeviceId device) const;
  std::optional<Quarantine::Entry> quarantine_of(const Child& child) const;
  std::string last_values(DeviceId device) const;

  Rooms rooms_;
  SteadyTime started_;
  WallTime started_wall_;
  SteadyTime last_tick_;
  std::map<std::string, Rate, std::less<>> rates_;
};

}  // namespace gatewarden::app
