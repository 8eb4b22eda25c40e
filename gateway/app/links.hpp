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

#include "gateway/app/children/population.hpp"
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

class Links {
 public:
  // The gateway's health, for its report: 1 well, 0 not; nothing: unknown.
  using Health = std::function<std::optional<double>()>;
  Links(LinkParts parts, Health health, std::uint64_t seed);

  // Stops links that have left the fleet or changed, but for the host's (apply). Before the population changes: what they hand on as they stop
  // belongs to the children of before.
  void stop_others(const config::Fleet& fleet);
  // After stop_others(). A link with unchanged settings keeps its connection, a device with an unchanged assignment its state.
  void apply(const config::Fleet& fleet, const Population& population);
  void stop();  // nothing comes in after it returns

  const Link* find(std::string_view name) const;
  bool hears(std::string_view name, DeviceId device, const std::any& address) const;  // Link::hears
  void release(std::string_view name, DeviceId device);  // Link::release, if there is such a link
  // Its counters go on over replacements by a reload. `name`: as in all(), where the host link has one of its own.
  LinkSnapshot snapshot(std::string_view name, const Link& link) const;
  const std::map<std::string, std::unique_ptr<Link>, NaturalOrder>& all() const { return links_; }

 private:
  void keep_totals(std::string_view name, const Link& link);
  std::unique_ptr<Link> make(const config::Link& link);
  void apply_host(const config::Fleet& fleet, const Population& population);

  LinkParts parts_;
  Health health_;
  std::uint64_t seed_;
  std::map<std::string, LinkMaker, std::less<>> makers_;  // by protocol, from its first link on
  std::map<std::string, std::string, std::less<>> fingerprints_;
  std::map<std::string, std::unique_ptr<Link>, NaturalOrder> links_;
  std::map<std::string, LinkTotals, std::less<>> replaced_;  // by the name in links_
};

}  // namespace gatewarden::app
