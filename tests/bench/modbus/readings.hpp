// What this program's masters know of their readings, in memory shared with the measuring process.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>

namespace bench {

inline std::uint64_t steady_microseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

// The farm's time stamp, in the first four registers.
inline std::uint64_t stamp_of(const std::uint8_t* registers) {
  std::uint64_t stamp = 0;
  for (int i = 0; i < 8; ++i) stamp = stamp << 8 | registers[i];
  return stamp;
}

// Ages in microseconds, within an eighth of their value. One writer.
class Ages {
 public:
  void add(std::uint64_t age) {
    auto& count = counts_[bucket_of(age)];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  void forget() {
    for (auto& count : counts_) count.store(0, std::memory_order_relaxed);
  }
  double quantile(double share) const {
    std::uint64_t all = 0, seen = 0;
    for (const auto& count : counts_) all += count;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (all > 0 && static_cast<double>(seen) >= share * static_cast<double>(all)) return upper_end(i);
    }
    return 0;
  }

 private:
  static constexpr unsigned kParts = 8;  // of an octave
  static std::size_t bucket_of(std::uint64_t age) {
    if (age < kParts) return age;
    const auto octave = static_cast<unsigned>(std::bit_width(age)) - 4;  // so that 8 to 15 remain
    return std::min<std::size_t>(kParts * octave + (age >> octave), kBuckets - 1);
  }
  static double upper_end(std::size_t bucket) {
    if (bucket < kParts) return static_cast<double>(bucket);
    const auto octave = bucket / kParts - 1;
    return static_cast<double>((bucket % kParts + kParts + 1) << octave);
  }
  static constexpr std::size_t kBuckets = 256;
  std::array<std::atomic<std::uint32_t>, kBuckets> counts_{};
};

struct Readings {
  static constexpr std::uint64_t kAgesEvery = 16;  // one reading of so many: reading the clock costs too

  std::atomic<std::uint64_t> polls{0};
  Ages ages;                            // from the farm's taking the request to the value
  std::atomic<std::uint64_t> swept{0};  // steady_microseconds() of the last unit's first values
  // After the master stopped: 99 % of its readings began within this; its errors.
  std::atomic<std::uint64_t> start_delay_p99{0}, errors{0};

  void take(std::uint64_t stamp) {
    const std::uint64_t before = polls.load(std::memory_order_relaxed);
    polls.store(before + 1, std::memory_order_relaxed);
    if (before % kAgesEvery == 0) ages.add(steady_microseconds() - stamp);
  }
};

}  // namespace bench
