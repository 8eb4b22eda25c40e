// Made from the fleet file, changed by difference, stopped together.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/host_link.hpp"
#include "gateway/app/children/child_links.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::app {

// What a link has counted.
struct LinkTotals {
  std::uint64_t samples = 0, errors = 0, unknown = 0;
  std::map<std::string, std::uint64_t> counters;
};

// Of the link that reads the gateway's own machine; its health is not in it.
host::HostSettings host_settings(const config::Fleet& fleet, std::uint64_t seed);

class Links final : public ChildLinks {
 public:
  // The gateway's health, for its report: 1 well, 0 not; nothing: unknown.
  using Health = std::function<std::optional<double>()>;
  Links(LinkParts parts, Health health, std::uint64_t seed);

  // Those that have left the fleet or changed, by name, but for the host's. They are stopped before the population changes:
  // what they hand on as they stop belongs to the children of before.
  std::vector<std::string> others(const config::Fleet& fleet) const;
  void stop(const std::string& name);
  // After others() are stopped, and before the fleet's are applied: totals of those that it has not are forgotten.
  void keep_totals_of(const config::Fleet& fleet);
  // A link of the fleet with its devices. With unchanged settings it keeps its connection, a device with an unchanged
  // assignment its state. `prepared`: see Link::prepare.
  void apply(const config::Link& wanted, std::vector<Assignment> devices, std::any prepared);
  void apply_host(const config::Fleet& fleet, const std::optional<Assignment>& assignment);
  void stop();  // nothing comes in after it returns

  const Link* find(std::string_view name) const;
  bool hears(const std::string& link, DeviceId device, const std::any& address) const override;
  void release(const std::string& link, DeviceId device) override;
  void serve(const std::string& link, const Assignment& device) override;
  // Its counters go on over replacements by a reload. `name`: as in all(), where the host link has one of its own.
  LinkSnapshot snapshot(std::string_view name, const Link& link) const;
  std::uint64_t samples(std::string_view name, const Link& link) const;  // the snapshot's
  const std::map<std::string, std::unique_ptr<Link>, NaturalOrder>& all() const { return links_; }

 private:
  std::optional<double> air_coverage() const;
  void keep_totals(std::string_view name, const Link& link);
  std::unique_ptr<Link> make(const config::Link& link);

  LinkParts parts_;
  Health health_;
  std::uint64_t seed_;
  std::map<std::string, LinkMaker, std::less<>> makers_;  // by protocol, from its first link on
  std::map<std::string, std::string, std::less<>> fingerprints_;
  std::map<std::string, std::unique_ptr<Link>, NaturalOrder> links_;
  std::map<std::string, LinkTotals, std::less<>> replaced_;  // by the name in links_
};

}  // namespace gatewarden::app
