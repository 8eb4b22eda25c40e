// From the children that are served to those of another fleet, in turns between which the loop has its other work. Each child
// goes its way whole within a turn: as it leaves it is released by its link, as it comes its link is told (Link::serve). So
// whatever comes in between is the right child's, and an id or a point has one owner at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "gateway/app/children/child_links.hpp"
#include "gateway/app/children/population.hpp"

namespace gatewarden::app {

class PopulationChange {
 public:
  // Children of a turn: 0.1 ms where nothing changed, 1 to 2 ms where all do.
  static constexpr std::size_t kTurn = 500;

  // All outlive it. The fleet's profiles and rules of learning are in force from now on.
  PopulationChange(Population& population, const config::Fleet& fleet,
                   const std::vector<MetricSpec>& host_metrics, ChildLinks& links);

  // Each a turn; true: that was its last. First look(), before links are stopped: they alone know where they hear whom.
  bool look();
  bool go_on();
  const Population::Change& so_far() const { return change_; }

 private:
  enum class Step : std::uint8_t { served, listed, learned, done };
  template <class Each>
  bool walk(std::size_t count, Each each);
  void look_at(std::uint32_t position);
  const config::Child* entry_of(DeviceId device) const;
  std::optional<Population::Wanted> wanted_unlisted(const Child& child) const;
  void go_over(DeviceId device);
  void note_unlisted(DeviceId device, Fate fate, const Population::Wanted& wanted);
  void enter(const config::Child& entry);
  void enter_host();
  bool enter_learned();
  void add(const ThingName& thing, const Population::Wanted& wanted, const config::Child* entry);
  void remove(DeviceId device);
  void begin_anew(DeviceId device, const Population::Wanted& wanted, const config::Child* entry);
  void move(DeviceId device, const Population::Wanted& wanted, const config::Child& entry);
  void serve(DeviceId device, const Population::Wanted& wanted, const config::Child& entry);

  Population& population_;
  const Population::Parts& parts_;
  const config::Fleet& fleet_;
  ChildLinks& links_;
  std::vector<std::uint32_t> listed_;         // by DeviceId: where in the fleet its thing is, or kUnlisted
  std::unordered_set<std::string> as_heard_;  // learned ones that are listed where they are heard
  Step step_ = Step::served;
  std::size_t next_ = 0;          // of the walk under way
  std::size_t learned_left_ = 0;  // to be looked at
  Population::Change change_;
};

}  // namespace gatewarden::app
