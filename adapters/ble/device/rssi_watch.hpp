// How strongly a device is received, and when that suddenly changed: as when another device speaks in its name from elsewhere.
// Of each adapter by itself; people and doors move less than kJump. Pure.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace gatewarden::ble {

class RssiWatch {
 public:
  static constexpr double kJump = 15;  // dB
  static constexpr std::size_t kRecent = 8, kBefore = 8, kAdapters = 4;

  // True: the mean of the last kRecent is kJump away from the mean before.
  bool heard(std::uint16_t adapter, std::int8_t rssi) {
    Adapter& its = of(adapter);
    std::int8_t& place = its.recent[its.next];
    const std::int8_t outgoing = place;
    place = rssi;
    its.next = static_cast<std::uint8_t>((its.next + 1) % kRecent);
    if (its.filled < kRecent) return ++its.filled, false;
    its.before += (outgoing - its.before) / (its.counted < kBefore ? ++its.counted : kSlow);
    if (its.counted < kBefore || std::abs(its.mean() - its.before) <= kJump) return false;
    its.before = its.mean();
    return true;
  }

 private:
  static constexpr float kSlow = 32;  // packets that the mean before looks back
  struct Adapter {
    float mean() const {
      int sum = 0;
      for (const std::int8_t each : recent) sum += each;
      return static_cast<float>(sum) / kRecent;
    }
    std::uint16_t number = 0;
    std::uint8_t filled = 0, next = 0, counted = 0;
    bool used = false;
    std::array<std::int8_t, kRecent> recent{};
    float before = 0;
  };
  // Of more adapters than kAdapters the newest takes turns with the last.
  Adapter& of(std::uint16_t adapter) {
    for (Adapter& each : adapters_) {
      if (each.used && each.number == adapter) return each;
      if (each.used) continue;
      each.used = true;
      each.number = adapter;
      return each;
    }
    adapters_.back() = {};
    adapters_.back().used = true;
    adapters_.back().number = adapter;
    return adapters_.back();
  }

  std::array<Adapter, kAdapters> adapters_;
};

}  // namespace gatewarden::ble
