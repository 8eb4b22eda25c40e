#include "gateway/status/link_state_text.hpp"

#include <algorithm>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::status {
namespace {

constexpr std::string_view kSeconds = " s";

constexpr std::string_view word_of(LinkState state) {
  switch (state) {
    case LinkState::idle:
      return "idle";
    case LinkState::connecting:
      return "connecting";
    case LinkState::listening:
      return "listening";
    case LinkState::connected:
      return "connected";
    case LinkState::waiting:
      return "waiting";
    case LinkState::stopped:
      break;
  }
  return "stopped";
}

}  // namespace

std::string link_state_text(const LinkSnapshot& link) {
  std::string text(word_of(link.state));
  if (!link.retry_in) return text;
  const auto left = std::chrono::ceil<std::chrono::seconds>(std::max(*link.retry_in, Duration::zero()));
  return text + " " + std::to_string(left.count()) + std::string(kSeconds);
}

void read_link_state(std::string_view text, LinkSnapshot& link) {
  const auto space = text.find(' ');
  for (const auto known : {LinkState::stopped, LinkState::idle, LinkState::connecting, LinkState::listening,
                           LinkState::connected, LinkState::waiting}) {
    if (text.substr(0, space) == word_of(known)) link.state = known;
  }
  link.retry_in.reset();
  if (space == text.npos || !text.ends_with(kSeconds) || text.size() < space + 1 + kSeconds.size()) return;
  text.remove_prefix(space + 1);
  text.remove_suffix(kSeconds.size());
  if (const auto seconds = parse_number<std::uint32_t>(text)) link.retry_in = std::chrono::seconds(*seconds);
}

}  // namespace gatewarden::status
