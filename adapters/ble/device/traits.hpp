// What a device shows besides its values: services, manufacturers' ids, formats, its name. What it has is learned while it is
// new; what comes later is an event. Each set is bounded; of a fuller one the oldest go. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "adapters/ble/air/elements.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

// A handful of numbers.
class SeenIds {
 public:
  static constexpr std::size_t kMost = 8;

  bool has(std::uint32_t id) const { return std::ranges::find(all(), id) != all().end(); }
  void add(std::uint32_t id) {
    ids_[next_] = id;
    next_ = static_cast<std::uint8_t>((next_ + 1) % kMost);
    count_ = static_cast<std::uint8_t>(std::min<std::size_t>(count_ + 1, kMost));
  }
  std::span<const std::uint32_t> all() const { return {ids_.data(), count_}; }

 private:
  std::array<std::uint32_t, kMost> ids_{};
  std::uint8_t count_ = 0, next_ = 0;
};

struct Traits {
  SeenIds services;  // hashes of UUIDs
  SeenIds companies;
  SeenIds formats;         // hashes of names
  std::uint64_t name = 0;  // its hash; 0: none was shown yet
};

class TraitWatch {
 public:
  // What a device shows in this time is its own.
  static constexpr Duration kNew = std::chrono::minutes(10);

  struct Changes {
    std::uint32_t services = 0, companies = 0;
    bool name = false, format = false;
    bool any() const { return services + companies > 0 || name || format; }
  };

  TraitWatch() = default;
  // Of an earlier run: it is not new.
  explicit TraitWatch(const Traits& known) : known_(known), is_known_(true) {}

  // `format`: empty if none recognised it.
  Changes saw(const Elements& elements, std::string_view format, SteadyTime at);
  // True once: it is not new any more, and what it has is worth remembering.
  bool became_known(SteadyTime at);
  bool is_known() const { return is_known_; }
  const Traits& known() const { return known_; }

 private:
  Traits known_;
  SteadyTime first_{};
  bool is_known_ = false;
};

}  // namespace gatewarden::ble
