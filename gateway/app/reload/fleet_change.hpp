// A fleet comes into force, in turns between which the loop has its other work: a reload of 30,000 children takes a tenth of a
// second and more, and nothing may wait that long. Samples, reports and answers go on meanwhile, for the children that are
// (PopulationChange). Nothing in it fails.
#pragma once

#include <any>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "gateway/app/children/population_change.hpp"
#include "gateway/app/links.hpp"

namespace gatewarden::app {

class FleetChange {
 public:
  // All outlive it. `prepared`: as FreshFleet's; or empty. The fleet's children are gone in the end.
  // `moved`: told of children that go on by another link, within the turn in which they moved.
  using Moved = std::function<void(std::span<const DeviceId> devices)>;
  FleetChange(config::Fleet& fleet, std::vector<std::any> prepared, Population& population, Links& links,
              Moved moved);
  // A turn. True: it was the last one.
  bool go_on();
  const Population::Change& children() const { return children_.so_far(); }

 private:
  // In this order; each is called until it returns true.
  bool look();
  bool stop_a_link();
  bool change_children();
  bool sort_by_link();
  bool apply_a_link();
  bool apply_host();
  bool free_children();

  config::Fleet& fleet_;
  std::vector<std::any> prepared_;
  Population& population_;
  Links& links_;
  Moved moved_;
  PopulationChange children_;
  std::size_t step_ = 0;
  std::size_t told_moved_ = 0;
  std::vector<std::string> stopping_;
  std::vector<config::ChildrenOfLink> by_link_;
  std::vector<std::size_t> order_;  // of links, still to be applied; the next one is the last
  std::size_t taken_ = 0;           // children of the next one
  std::vector<Assignment> made_;    // of them
};

}  // namespace gatewarden::app
