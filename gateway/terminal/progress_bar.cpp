#include "gateway/terminal/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>

#include "gateway/terminal/terminal.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kMaxCells = 30;
constexpr std::string_view kWipe = "\r\x1b[K";

std::string about(Duration left) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  if (seconds < 90) return "about " + std::to_string(seconds) + " s left";
  return "about " + std::to_string((seconds + 59) / 60) + " min left";
}

}  // namespace

std::string progress_text(const Progress& progress, std::size_t columns) {
  std::string text =
      "  " + std::to_string(progress.done) + "/" + std::to_string(progress.total) + "  " + progress.what;
  if (progress.left) text += ", " + about(*progress.left);
  const std::size_t room = columns == 0 ? 80 : columns - 1;  // a full last column breaks the line
  if (text.size() + 7 <= room) {
    const std::size_t cells = std::min(kMaxCells, room - text.size() - 2);
    const std::size_t filled =
        progress.total == 0 ? 0 : std::min(cells, cells * progress.done / progress.total);
    text = "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "]" + text;
  }
  return text.substr(0, room);
}

ProgressBar::ProgressBar(int descriptor)
    : descriptor_(descriptor), terminal_(::isatty(descriptor) != 0), printer_(descriptor) {}

void ProgressBar::draw(const Progress& progress, SteadyTime now) {
  if (terminal_) {
    if (!printer_.idle()) return;  // the next one tells more
    const auto text = progress_text(progress, screen_of(descriptor_).columns);
    if (text != drawn_) printer_.print("\r" + text + "\x1b[K");
    drawn_ = text;
    return;
  }
  if (!last_) last_ = now;  // nothing to report at first
  if (now - *last_ < kPlainEvery) return;
  last_ = now;
  printer_.print(progress_text(progress, 0) + "\n");
}

void ProgressBar::say(const std::string& line) {
  if (drawn_.empty()) return printer_.print(line + "\n");
  printer_.print(std::string(kWipe) + line + "\n" + drawn_);
}

void ProgressBar::wipe() {
  if (!drawn_.empty()) printer_.print(kWipe);
  drawn_.clear();
}

void ProgressBar::clear() {
  wipe();
  printer_.wait(Printer::kPatience);
}

}  // namespace gatewarden
