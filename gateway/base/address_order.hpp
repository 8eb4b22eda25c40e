// The addresses of one name over all attempts to connect: which one is next, and how long it may take.
//
// An address that a look-up found is tried once an attempt. The next attempt begins behind the one that failed or was
// being tried, with the one that worked as long as it does, and with new ones first. Both families take turns
// (RFC 8305, section 4), so that a network that swallows one of them costs a single address's time.
// Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden {

template <class Address>
class AddressOrder {
 public:
  static constexpr std::size_t kMaxAddresses = 16;  // of one look-up; whoever answers it chooses how many

  // Takes the place of what was found before; what was learned of an address stays. `is_six`: of the second family.
  template <class IsSix>
  void found(const std::vector<Address>& addresses, IsSix is_six) {
    addresses_ = in_turn(addresses, is_six);
    std::stable_sort(addresses_.begin(), addresses_.end(),
                     [this](const Address& a, const Address& b) { return rank(a) < rank(b); });
  }
  // The name means none any more.
  void forget() { addresses_.clear(); }

  std::size_t size() const { return addresses_.size(); }
  bool empty() const { return addresses_.empty(); }

  // Counts as failed until worked(). Only if there are addresses.
  Address next() {
    std::rotate(addresses_.begin(), addresses_.begin() + 1, addresses_.end());
    Address chosen = addresses_.back();
    std::erase(tried_, chosen);
    tried_.push_back(chosen);
    if (tried_.size() > kMaxAddresses) tried_.erase(tried_.begin());
    return chosen;
  }
  void worked(const Address& right) {
    worked_ = right;
    tried_.clear();
    const auto at = std::find(addresses_.begin(), addresses_.end(), right);
    if (at != addresses_.end()) std::rotate(addresses_.begin(), at, addresses_.end());
  }

 private:
  template <class IsSix>
  static std::vector<Address> in_turn(const std::vector<Address>& addresses, IsSix is_six) {
    std::vector<Address> order;
    std::vector<Address> of_family[2];
    for (const Address& each : addresses) {
      auto& known = of_family[is_six(each) ? 1 : 0];
      if (std::find(known.begin(), known.end(), each) == known.end()) known.push_back(each);
    }
    const std::size_t first = !addresses.empty() && is_six(addresses.front()) ? 1 : 0;
    for (std::size_t i = 0; i < std::max(of_family[0].size(), of_family[1].size()); ++i) {
      for (const auto& family : {of_family[first], of_family[1 - first]}) {
        if (i < family.size() && order.size() < kMaxAddresses) order.push_back(family[i]);
      }
    }
    return order;
  }
  // The one that worked, those not tried since, those tried, the latest last.
  std::size_t rank(const Address& address) const {
    const auto tried = std::find(tried_.begin(), tried_.end(), address);
    if (tried != tried_.end()) return static_cast<std::size_t>(tried - tried_.begin()) + 2;
    return worked_ == address ? 0 : 1;
  }

  std::vector<Address> addresses_;  // the next one first
  std::vector<Address> tried_;      // since the last one that worked, the latest last; at most kMaxAddresses
  std::optional<Address> worked_;
};

// How long the next address may take, of an attempt of `whole` with `left` to go and `addresses` to try: an equal
// share, but at least a third of the whole, lest a slow network is taken for silent addresses. Those for whom no time
// is left are first in the next attempt.
inline Duration time_for_address(Duration whole, Duration left, std::size_t addresses) {
  const auto sharers = static_cast<Duration::rep>(std::max<std::size_t>(addresses, 1));
  return std::min(left, std::max(left / sharers, whole / 3));
}

}  // namespace gatewarden
