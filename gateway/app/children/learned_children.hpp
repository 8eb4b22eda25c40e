// Unlisted devices that became children, the rooms for more, and what is kept of those that were forgotten. Finding a device
// costs the same however many there are. Pure; time is an argument.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/app/children/forgotten_children.hpp"
#include "gateway/app/children/learning_room.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

class LearnedChildren {
 public:
  // As stored by earlier runs.
  explicit LearnedChildren(std::vector<LearnedChild> learned, std::vector<ForgottenChild> forgotten = {});

  void take_rules(const std::vector<config::Link>& links, SteadyTime now);
  const std::vector<LearnedChild>& all() const { return children_; }

  // Null: the link learns none.
  LearningRoom* room(std::string_view link);
  const LearningRoom* room(std::string_view link) const;
  // Null: not learned. Valid until the next add() or forget().
  const LearnedChild* find(std::string_view link, std::string_view identity) const;
  const LearnedChild* find_thing(std::string_view thing) const;  // walks all of them
  // What it would become by the rules of its link's room: the thing that it was before, if that is known.
  LearnedChild proposed(const LearningRoom& room, std::string_view link, std::string_view identity) const;
  void add(LearnedChild child);
  // `kept`: should it return. Returns those that are kept no longer.
  std::vector<ForgottenChild> forget(ForgottenChild kept);
  // Of a thing that is listed meanwhile, and so not forgotten.
  void remove(std::string_view link, std::string_view identity);
  // Null: nothing is kept of a child that was forgotten.
  const ForgottenChild* forgotten(const std::string& thing) const { return forgotten_.find(thing); }

 private:
  std::map<std::string, LearningRoom, std::less<>> rooms_;  // by link name
  std::vector<LearnedChild> children_;
  std::unordered_map<std::string, std::size_t> positions_;  // in children_, by device_key
  ForgottenChildren forgotten_;
};

}  // namespace gatewarden::app
