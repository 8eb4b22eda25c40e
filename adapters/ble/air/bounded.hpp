// A list with room for a fixed number, of which only what is in use was ever written: making one costs nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace gatewarden::ble {

template <class T, std::size_t kMost>
class Bounded {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Bounded() = default;
  Bounded(const Bounded& other) { *this = other; }
  Bounded& operator=(const Bounded& other) {
    if (this == &other) return *this;
    count_ = 0;
    for (const T& one : other.all()) add(one);
    return *this;
  }

  // False: full.
  bool add(const T& one) { return emplace(one); }
  template <class... Parts>
  bool emplace(const Parts&... parts) {
    if (count_ == kMost) return false;
    std::construct_at(slots() + count_++, parts...);
    return true;
  }
  void clear() { count_ = 0; }
  std::span<const T> all() const { return {reinterpret_cast<const T*>(room_), count_}; }

 private:
  T* slots() { return reinterpret_cast<T*>(room_); }

  alignas(T) std::byte room_[kMost * sizeof(T)];
  std::size_t count_ = 0;
};

}  // namespace gatewarden::ble
