// A child's newest encoded report, for the operator: of large fleets, and of long reports, those of the children that
// came last. Bounded in reports and in bytes, whatever devices put into their lists.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>

#include "gateway/batch/publication.hpp"

namespace gatewarden {

class RecentReports {
 public:
  static constexpr std::size_t kMaxBytes = 32'000'000;  // 250 of the longest that the service takes

  explicit RecentReports(std::size_t most, std::size_t most_bytes = kMaxBytes)
      : most_(most), most_bytes_(most_bytes) {}

  void keep(const Publication& publication) {
    const auto [place, fresh] = places_.try_emplace(index_of(publication.device));
    if (fresh) {
      place->second = reports_.emplace(reports_.end());
    } else {
      reports_.splice(reports_.end(), reports_, place->second);  // the newest again
    }
    Publication& kept = *place->second;
    bytes_ -= kept.bytes.size();
    kept = publication;
    bytes_ += kept.bytes.size();
    while (reports_.size() > 1 && (reports_.size() > most_ || bytes_ > most_bytes_)) leave_out_oldest();
  }
  const Publication* find(DeviceId device) const {
    const auto found = places_.find(index_of(device));
    return found == places_.end() ? nullptr : &*found->second;
  }

 private:
  using Reports = std::list<Publication>;  // the oldest first

  void leave_out_oldest() {
    bytes_ -= reports_.front().bytes.size();
    places_.erase(index_of(reports_.front().device));
    reports_.pop_front();
  }

  std::size_t most_, most_bytes_, bytes_ = 0;
  Reports reports_;
  std::unordered_map<std::uint32_t, Reports::iterator> places_;  // by device
};

}  // namespace gatewarden
