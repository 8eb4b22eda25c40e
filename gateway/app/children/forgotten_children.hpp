// Learned devices that were forgotten, by order or because a new one got their place: what each returns to. Pure.
//
// At most kMaxKept, each for kKept; further ones are dropped, the oldest first. Whoever drops one must let all report ids
// begin above its last one (ReportIds::begin_above): a later run does so anyway, by the store's ceiling.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

class ForgottenChildren {
 public:
  static constexpr std::size_t kMaxKept = 1000;        // of some 500 bytes at most
  static constexpr std::chrono::hours kKept{90 * 24};  // a season

  // Returns those that are kept no longer.
  std::vector<ForgottenChild> put(ForgottenChild child);
  void erase(const std::string& thing);  // it is known again
  // Null: not kept.
  const ForgottenChild* find(const std::string& thing) const;
  const ForgottenChild* find(std::string_view link, std::string_view identity) const;
  std::size_t size() const { return by_thing_.size(); }

 private:
  using ByThing = std::map<std::string, ForgottenChild>;
  ByThing::iterator oldest();

  ByThing by_thing_;
  std::unordered_map<std::string, std::string> things_;  // by device_key
};

// A device of a link as the key of a map. Neither part holds a zero byte.
std::string device_key(std::string_view link, std::string_view identity);

}  // namespace gatewarden::app
