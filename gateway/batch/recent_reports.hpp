// A child's newest encoded report, for the operator. Large fleets keep the newest thousand.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "gateway/batch/publication.hpp"

namespace gatewarden {

class RecentReports {
 public:
  explicit RecentReports(std::size_t most) : most_(most) {}

  void keep(const Publication& publication) {
    const auto index = index_of(publication.device);
    auto [place, fresh] = reports_.try_emplace(index);
    place->second = publication;
    if (!fresh) return;
    order_.push_back(index);
    if (order_.size() <= most_) return;
    reports_.erase(order_.front());
    order_.pop_front();
  }
  const Publication* find(DeviceId device) const {
    const auto found = reports_.find(index_of(device));
    return found == reports_.end() ? nullptr : &found->second;
  }

 private:
  std::size_t most_;
  std::unordered_map<std::uint32_t, Publication> reports_;
  std::deque<std::uint32_t> order_;
};

}  // namespace gatewarden
