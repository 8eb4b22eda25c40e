#include "gateway/status/page_text.hpp"

#include "gateway/status/terminal_text.hpp"

namespace gatewarden::status {

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
