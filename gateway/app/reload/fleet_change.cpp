#include "gateway/app/reload/fleet_change.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

#include "adapters/host/host_metrics.hpp"

namespace gatewarden::app {

FleetChange::FleetChange(config::Fleet& fleet, std::vector<std::any> prepared, Population& population,
                         Links& links, Moved moved)
    : fleet_(fleet),
      prepared_(std::move(prepared)),
      population_(population),
      links_(links),
      moved_(std::move(moved)),
      children_(population, fleet, host::host_metrics(fleet.gateway.host.metrics), links),
      stopping_(links.others(fleet)) {
  prepared_.resize(fleet.links.size());
}

bool FleetChange::go_on() {
  static constexpr std::array kSteps{
      &FleetChange::look,         &FleetChange::stop_a_link,  &FleetChange::change_children,
      &FleetChange::sort_by_link, &FleetChange::apply_a_link, &FleetChange::apply_host,
      &FleetChange::free_children};
  if ((this->*kSteps[step_])()) ++step_;
  return step_ == kSteps.size();
}

bool FleetChange::look() { return children_.look(); }

bool FleetChange::stop_a_link() {
  if (stopping_.empty()) return true;
  links_.stop(stopping_.back());
  stopping_.pop_back();
  return stopping_.empty();
}

bool FleetChange::change_children() {
  const bool all = children_.go_on();
  const std::span<const DeviceId> moved = children().moved;
  moved_(moved.subspan(std::exchange(told_moved_, moved.size())));
  return all;
}

bool FleetChange::sort_by_link() {
  links_.keep_totals_of(fleet_);
  by_link_ = config::children_by_link(fleet_);
  order_.resize(fleet_.links.size());
  std::iota(order_.begin(), order_.end(), 0);
  // By name, whatever the file's order.
  std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return NaturalOrder()(fleet_.links[b].name, fleet_.links[a].name);
  });
  return true;
}

// A large one's assignments take several turns.
bool FleetChange::apply_a_link() {
  if (order_.empty()) return true;
  const std::size_t link = order_.back();
  const std::span<const config::Child* const> all = by_link_[link];
  if (taken_ == 0) made_.reserve(all.size());
  const auto next = all.subspan(taken_, std::min(PopulationChange::kTurn, all.size() - taken_));
  std::ranges::move(population_.assignments(fleet_, next), std::back_inserter(made_));
  taken_ += next.size();
  if (taken_ < all.size()) return false;
  taken_ = 0;
  by_link_[link] = {};
  links_.apply(fleet_.links[link], std::exchange(made_, {}), std::move(prepared_[link]));
  order_.pop_back();
  return order_.empty();
}

bool FleetChange::apply_host() {
  links_.apply_host(fleet_, population_.host_assignment());
  return true;
}

// The links have their addresses now.
bool FleetChange::free_children() {
  std::vector<config::Child>& all = fleet_.children;
  all.erase(all.end() - static_cast<std::ptrdiff_t>(std::min(PopulationChange::kTurn, all.size())),
            all.end());
  if (all.empty()) all.shrink_to_fit();
  return all.empty();
}

}  // namespace gatewarden::app
