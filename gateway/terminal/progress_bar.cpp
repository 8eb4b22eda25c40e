#include "gateway/terminal/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>

#include "gateway/terminal/terminal.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kMaxCells = 30;

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

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

ProgressBar::ProgressBar(int descriptor) : descriptor_(descriptor), terminal_(::isatty(descriptor) != 0) {}

void ProgressBar::draw(const Progress& progress, SteadyTime now) {
  if (terminal_) {
    const auto text = progress_text(progress, screen_of(descriptor_).columns);
    if (text != drawn_) write_all(descriptor_, "\r" + text + "\x1b[K");
    drawn_ = text;
    return;
  }
  if (!last_) last_ = now;  // nothing to report at first
  if (now - *last_ < kPlainEvery) return;
  last_ = now;
  write_all(descriptor_, progress_text(progress, 0) + "\n");
}

void ProgressBar::say(const std::string& line) {
  const std::string bar = drawn_;
  clear();
  write_all(descriptor_, line + "\n");
  if (terminal_) write_all(descriptor_, bar);
  drawn_ = bar;
}

void ProgressBar::clear() {
  if (terminal_ && !drawn_.empty()) write_all(descriptor_, "\r\x1b[K");
  drawn_.clear();
}

}  // namespace gatewarden
