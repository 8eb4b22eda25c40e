// Positions in a vector by the hash of a key. A slot takes eight bytes and holds no key: the owner compares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gatewarden::local_mqtt {

class FlatIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  // Forgets all; makes room for about this many.
  void reset(std::size_t entries) {
    std::size_t slots = 16;
    while (slots * 3 / 4 < entries) slots *= 2;
    slots_.assign(slots, Slot{});
    used_ = 0;
  }

  template <class Equal>
  std::uint32_t find(std::size_t hash, Equal equal) const {
    if (slots_.empty()) return kNone;
    for (std::size_t i = start(hash);; i = next(i)) {
      const Slot& slot = slots_[i];
      if (slot.position == kNone) return kNone;
      if (slot.hash == static_cast<std::uint32_t>(hash) && equal(slot.position)) return slot.position;
    }
  }

  void insert(std::size_t hash, std::uint32_t position) {
    if (slots_.size() * 3 / 4 <= used_) grow();
    place({static_cast<std::uint32_t>(hash), position});
    ++used_;
  }

  // Only one that is there.
  void erase(std::size_t hash, std::uint32_t position) {
    std::size_t hole = start(hash);
    while (slots_[hole].position != position) hole = next(hole);
    // Those behind that would no longer be found move up.
    for (std::size_t i = next(hole); slots_[i].position != kNone; i = next(i)) {
      const std::size_t home = start(slots_[i].hash);
      if (((i - home) & (slots_.size() - 1)) < ((i - hole) & (slots_.size() - 1))) continue;
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole] = {};
    --used_;
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t position = kNone;
  };
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  // A small integer is its own hash: spread the low bits.
  std::size_t start(std::size_t hash) const {
    return (static_cast<std::uint32_t>(hash) * 0x9e3779b1u >> 7) & (slots_.size() - 1);
  }
  void place(Slot slot) {
    std::size_t i = start(slot.hash);
    while (slots_[i].position != kNone) i = next(i);
    slots_[i] = slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.position != kNone) place(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace gatewarden::local_mqtt
