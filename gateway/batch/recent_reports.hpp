// A child's newest encoded report, for the operator: of large fleets, and of long reports, those of the children that
// came last. Bounded in reports and in bytes, whatever devices put into their lists.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "gateway/batch/publication.hpp"

namespace gatewarden {

class RecentReports {
 public:
  static constexpr std::size_t kMaxBytes = 32'000'000;  // 250 of the longest that the service takes

  explicit RecentReports(std::size_t most, std::size_t most_bytes = kMaxBytes)
      : most_(most), most_bytes_(most_bytes) {}

  void keep(const Publication& publication) {
    const auto index = index_of(publication.device);
    auto [place, fresh] = reports_.try_emplace(index);
    bytes_ -= place->second.bytes.size();
    place->second = publication;
    bytes_ += publication.bytes.size();
    if (fresh) order_.push_back(index);
    while (order_.size() > 1 && (order_.size() > most_ || bytes_ > most_bytes_)) leave_out_oldest();
  }
  const Publication* find(DeviceId device) const {
    const auto found = reports_.find(index_of(device));
    return found == reports_.end() ? nullptr : &found->second;
  }

 private:
  void leave_out_oldest() {
    const auto oldest = reports_.find(order_.front());
    bytes_ -= oldest->second.bytes.size();
    reports_.erase(oldest);
    order_.pop_front();
  }

  std::size_t most_, most_bytes_, bytes_ = 0;
  std::unordered_map<std::uint32_t, Publication> reports_;
  std::deque<std::uint32_t> order_;
};

}  // namespace gatewarden
