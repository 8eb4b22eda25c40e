// Progress of a long command: one line redrawn on a terminal, occasional lines elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"

namespace gatewarden {

struct Progress {
  std::size_t done = 0, total = 0;
  std::string what;              // "unit 37, 2 found"
  std::optional<Duration> left;  // unknown at first
};

// "[#######.............]  37/250  unit 37, 2 found, about 2 min left", as wide as fits.
std::string progress_text(const Progress& progress, std::size_t columns);

class ProgressBar {
 public:
  static constexpr Duration kRedraw = std::chrono::milliseconds(200);
  static constexpr Duration kPlainEvery = std::chrono::seconds(10);

  explicit ProgressBar(int descriptor);
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void draw(const Progress& progress, SteadyTime now);
  void say(const std::string& line);  // stays above the bar
  void clear();

 private:
  int descriptor_;
  bool terminal_;
  std::string drawn_;
  std::optional<SteadyTime> last_;
};

}  // namespace gatewarden
