// Progress of a long command: one line redrawn on a terminal, occasional lines elsewhere. The command never waits for
// whoever reads them, except at the end, and then briefly.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/terminal/printer.hpp"

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

  explicit ProgressBar(int descriptor);  // throws as Printer does
  ~ProgressBar() { wipe(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void draw(const Progress& progress, SteadyTime now);
  void say(const std::string& line);  // stays above the bar
  // Off the screen, and all that was said on it: other text may follow.
  void clear();

 private:
  void wipe();

  int descriptor_;
  bool terminal_;
  std::string drawn_;
  std::optional<SteadyTime> last_;
  Printer printer_;
};

}  // namespace gatewarden
