#include "gateway/status/show/page_text.hpp"

#include <ctime>

#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::status {

std::string iso(WallTime time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text;
}

void inset(std::string& out, const std::string& document, const Screen& screen) {
  for (std::size_t at = 0; at < document.size();) {
    const std::size_t end = std::min(document.find('\n', at), document.size());
    line(out, screen, "  " + printable(std::string_view(document).substr(at, end - at)));
    at = end + 1;
  }
}

std::string words_of(DeviceState state) {
  return state == DeviceState::never_seen ? "never seen" : std::string(word_of(state));
}

std::string words_of(const Counters& counters) {
  std::string text;
  for (const auto& [name, count] : counters) {
    if (count == 0) continue;
    if (!text.empty()) text += ' ';
    text += printable(name) + "=" + std::to_string(count);
  }
  return text;
}

std::string words_of(const RejectionView& rejection) {
  const bool outdated = rejection.code == "outdated";
  return (outdated ? "last not taken, " : "last rejection, ") + iso(rejection.when) + ": " +
         printable(rejection.code) + (rejection.detail.empty() ? "" : ": " + printable(rejection.detail));
}

void last_fault_line(std::string& out, const Screen& screen, const ChildDetail& detail) {
  if (detail.last_fault.empty() || detail.last_fault == detail.row.why) return;
  line(out, screen, "last fault: " + printable(detail.last_fault));
}

Colour colour_of(const ChildRow& row) {
  switch (row.state) {
    case DeviceState::online:
      return row.why.empty() ? Colour::good : Colour::doubtful;
    case DeviceState::degraded:
      return Colour::doubtful;
    case DeviceState::offline:
      return Colour::bad;
    case DeviceState::never_seen:
      break;
  }
  return Colour::bad;
}

void line(std::string& out, const Screen& screen, const std::string& text, Colour colour) {
  const std::string fitted = screen.columns > 0 ? cut(text, screen.columns) : text;
  out += coloured(fitted, colour, screen) + "\n";
}

}  // namespace gatewarden::status
