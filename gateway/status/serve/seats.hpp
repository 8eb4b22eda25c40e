// The connections of a server, of which some give way to new ones: whoever says nothing, or does not take what it asked
// for, keeps nobody else out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden::status {

// A Connection has end(), which calls remove(), close(), which does not, and idle_since(now): since when it does nothing;
// nothing while it is served.
template <class Connection>
class Seats {
 public:
  using Seated = std::shared_ptr<Connection>;

  void add(Seated connection) { all_.push_back(std::move(connection)); }
  void remove(const Seated& connection) { std::erase(all_, connection); }
  template <class Match>
  std::size_t count(Match match) const {
    return static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), match));
  }
  std::size_t size() const { return all_.size(); }

  // Ends the one of these that has been idle for the longest. False: none is.
  template <class Match>
  bool idle_gives_way(SteadyTime now, Match match) {
    Seated longest;
    std::optional<SteadyTime> since;
    for (const Seated& each : all_) {
      const auto idle = match(each) ? each->idle_since(now) : std::nullopt;
      if (!idle || (since && *since <= *idle)) continue;
      longest = each;
      since = idle;
    }
    if (longest) longest->end();
    return longest != nullptr;
  }
  // Ends the one of these that came first, whatever it does.
  template <class Match>
  void oldest_gives_way(Match match) {
    const auto found = std::find_if(all_.begin(), all_.end(), match);
    if (found != all_.end()) Seated(*found)->end();
  }
  template <class Match>
  void end_all(Match match) {
    for (const Seated& each : std::vector<Seated>(all_)) {
      if (match(each)) each->end();
    }
  }
  void close() {
    for (const Seated& each : all_) each->close();
    all_.clear();
  }

 private:
  std::vector<Seated> all_;  // in order of arrival
};

}  // namespace gatewarden::status
