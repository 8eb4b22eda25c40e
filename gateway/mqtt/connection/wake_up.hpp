// How much one connection may do before the others have their turn.
#pragma once

#include <chrono>
#include <cstddef>

namespace gatewarden::mqtt {

class WakeUp {
 public:
  static constexpr std::size_t kMaxBytes = 64 * 1024;
  static constexpr std::chrono::microseconds kMaxTime{1500};

  void took(std::size_t bytes) { bytes_ += bytes; }
  bool over() const { return bytes_ >= kMaxBytes || std::chrono::steady_clock::now() >= end_; }

 private:
  const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kMaxTime;
  std::size_t bytes_ = 0;
};

}  // namespace gatewarden::mqtt
