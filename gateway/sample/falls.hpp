// What a counter read before it fell. A fall is a dip, a restart, another device or noise, which only later
// readings tell: until then nothing counts, and what leads back to a former reading is no growth. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gatewarden {

// `Reading`: a reading from which growth counted.
template <class Reading>
class Falls {
 public:
  static constexpr unsigned kReadingsInDoubt = 3;  // that did not fall further
  static constexpr unsigned kRisesUntilSure = 200;
  static constexpr std::size_t kMaxFalls = 4;  // each from below the one before

  Falls() = default;
  // Of an earlier run, the newest fall last. It is in doubt again.
  explicit Falls(std::vector<Reading> former) : former_(std::move(former)) {}

  bool empty() const { return former_.empty(); }
  const std::vector<Reading>& former() const { return former_; }
  std::vector<Reading>& former() { return former_; }
  // Before the newest fall; not if empty.
  Reading& newest() { return former_.back(); }

  // It read `before` and fell. Fallen further while in doubt, it is still the same fall. Allocates.
  void fell(Reading before) {
    if (!in_doubt()) {
      while (former_.size() >= kMaxFalls) former_.erase(former_.begin());
      former_.push_back(std::move(before));
    }
    doubt();
  }
  // A rise led back towards the former reading: perhaps the way goes on.
  void doubt() { readings_ = rises_ = 0; }
  bool in_doubt() const { return !empty() && readings_ < kReadingsInDoubt; }
  // It was read again and did not fall further.
  void confirm() {
    if (in_doubt()) ++readings_;
  }
  // It is back at the reading before the newest fall, which is no fall any more.
  Reading returned() {
    Reading before = std::move(former_.back());
    former_.pop_back();
    readings_ = kReadingsInDoubt;
    return before;
  }
  // It rose by itself. So often, it restarted, and will not come back.
  void rose() {
    if (++rises_ >= kRisesUntilSure) former_.clear();
  }

  // Whether a rise leads back rather than on: it covers half of the way to the former reading.
  static bool leads_back(double rise, double way) { return rise > 0 && 2 * rise >= way; }

 private:
  std::vector<Reading> former_;
  std::uint8_t readings_ = 0, rises_ = 0;
};

}  // namespace gatewarden
