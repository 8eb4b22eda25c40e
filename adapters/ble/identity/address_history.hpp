// The addresses that one identity showed. A private address changes: the old one falls silent when the new one begins. Two
// that speak in turns are two devices. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class AddressHistory {
 public:
  // An address that speaks again within this time, while another one has spoken, is alive beside it.
  static constexpr Duration kAlive = std::chrono::minutes(5);
  // What several adapters heard may arrive in another order than it was sent.
  static constexpr Duration kDisorder = std::chrono::seconds(2);

  enum class Sighting : std::uint8_t { same, moved, conflict };

  Sighting heard(std::uint64_t address, SteadyTime at) {
    if (known_ == 0) return begin(address, at), Sighting::same;
    if (const std::size_t found = find(address); found < known_) {
      const Duration silent = at - last_[found].at;
      last_[found].at = at;
      if (found == current_ || at - since_ < kDisorder) return Sighting::same;
      current_ = found;
      since_ = at;
      return silent <= kAlive ? Sighting::conflict : Sighting::moved;
    }
    begin(address, at);
    return Sighting::moved;
  }
  std::uint64_t current() const { return known_ == 0 ? 0 : last_[current_].address; }

 private:
  struct Spoken {
    std::uint64_t address = 0;
    SteadyTime at{};
  };
  std::size_t find(std::uint64_t address) const {
    std::size_t i = 0;
    while (i < known_ && last_[i].address != address) ++i;
    return i;
  }
  // In the place of the one that has been silent for longest.
  void begin(std::uint64_t address, SteadyTime at) {
    std::size_t place = known_;
    if (known_ < last_.size()) {
      ++known_;
    } else {
      place = 0;
      for (std::size_t i = 1; i < last_.size(); ++i) {
        if (last_[i].at < last_[place].at) place = i;
      }
    }
    last_[place] = {address, at};
    current_ = place;
    since_ = at;
  }

  std::array<Spoken, 4> last_;
  std::size_t known_ = 0, current_ = 0;
  SteadyTime since_{};  // the current one is so
};

}  // namespace gatewarden::ble
