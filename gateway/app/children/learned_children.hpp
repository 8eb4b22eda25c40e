// Unlisted devices that became children, and the rules for more. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

class LearnedChildren {
 public:
  explicit LearnedChildren(std::vector<LearnedChild> stored) : children_(std::move(stored)) {}

  void take_rules(const std::vector<config::Link>& links);
  const std::vector<LearnedChild>& all() const { return children_; }

  bool learns(std::string_view link) const { return rules_.contains(link); }
  // Null: not learned.
  const LearnedChild* find(std::string_view link, std::string_view identity) const;
  // The child it would become. Nothing if the link learns none, or no more.
  std::optional<LearnedChild> propose(std::string_view link, std::string_view identity) const;
  void add(LearnedChild child);

 private:
  struct Rule {
    config::Unknown unknown;
    std::uint32_t learned = 0;
  };

  std::map<std::string, Rule, std::less<>> rules_;  // by link name
  std::vector<LearnedChild> children_;
};

}  // namespace gatewarden::app
