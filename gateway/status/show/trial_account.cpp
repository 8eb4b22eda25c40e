#include "gateway/status/show/trial_account.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "gateway/base/text/printable.hpp"
#include "gateway/status/link_state_text.hpp"
#include "gateway/status/show/page_text.hpp"

namespace gatewarden::status {
namespace {

constexpr std::size_t kMaxNamed = 10;

// "   4.2s  "
std::string stamp(const GatewaySnapshot& now) {
  char text[32];
  std::snprintf(text, sizeof text, "%7.1fs  ", std::chrono::duration<double>(now.uptime).count());
  return text;
}

bool refused(const ChildRow& row) { return row.outcomes.rejected > 0; }

bool taken(const ChildRow& row, const GatewaySnapshot& now) {
  return !refused(row) &&
         (row.outcomes.accepted > 0 || (!now.uplink.verdicts && row.outcomes.no_verdict > 0));
}

bool silent(const ChildRow& row, const GatewaySnapshot& now) {
  return now.uptime >= TrialAccount::kChance && !row.why.empty() && !row.waiting;
}

// "gw:a, gw:b and 7 more"; empty: none.
template <class Which>
std::string named(const GatewaySnapshot& now, Which which) {
  std::string names;
  std::size_t count = 0;
  for (const ChildRow& row : now.children) {
    if (which(row) && ++count <= kMaxNamed) names += (names.empty() ? "" : ", ") + printable(row.thing);
  }
  return count > kMaxNamed ? names + " and " + std::to_string(count - kMaxNamed) + " more" : names;
}

const char* word_of_taken(const GatewaySnapshot& now) {
  return now.uplink.verdicts ? "accepted" : "published";
}

}  // namespace

std::string TrialAccount::tell(const GatewaySnapshot& now, const Screen& screen) {
  std::string out;
  tell_links(out, now, screen);
  tell_children(out, now, screen);
  if (all_taken(now) && !std::exchange(all_told_, true))
    line(out, screen, stamp(now) + trial_verdict(now) + "; Ctrl-C shows the state and ends", Colour::good);
  return out;
}

void TrialAccount::tell_links(std::string& out, const GatewaySnapshot& now, const Screen& screen) {
  for (const LinkRow& row : now.links) {
    const LinkSnapshot& link = row.link;
    ToldLink& told = links_[link.name];
    const bool connected = link.state == LinkState::connected;
    const bool trouble = told.why.empty() && !link.why.empty();
    if (connected == told.connected && !trouble) continue;
    told = {connected, link.why};
    line(out, screen,
         stamp(now) + "link " + printable(link.name) + ": " +
             (connected ? "connected" : link_state_text(link)) +
             (link.why.empty() ? "" : ": " + printable(link.why)),
         link.why.empty() ? Colour::plain : Colour::doubtful);
  }
}

void TrialAccount::tell_children(std::string& out, const GatewaySnapshot& now, const Screen& screen) {
  std::size_t lines = 0;
  for (const ChildRow& row : now.children) {
    const Told known = refused(row)                                     ? Told::refused
                       : taken(row, now)                                ? Told::taken
                       : silent(row, now) && links_[row.link].connected ? Told::silence
                                                                        : Told::nothing;
    Told& told = children_[row.thing];
    if (known <= told) continue;
    told = known;
    if (++lines > kMaxLines) continue;
    const std::string who = stamp(now) + printable(row.thing) + ": ";
    if (known == Told::refused) {
      line(out, screen, who + printable(row.last_verdict) + ": " + printable(row.why), Colour::bad);
    } else if (known == Told::taken) {
      const bool heard = row.state != DeviceState::never_seen;
      line(out, screen,
           who + "first report " + word_of_taken(now) +
               (heard ? "  " + printable(row.last_values) : ", of its silence: " + printable(row.why)),
           heard ? Colour::plain : Colour::doubtful);
    } else {
      line(out, screen, who + "no report yet: " + printable(row.why), Colour::doubtful);
    }
  }
  if (lines > kMaxLines)
    line(out, screen, stamp(now) + "… the same of " + std::to_string(lines - kMaxLines) + " more",
         Colour::faint);
}

bool all_taken(const GatewaySnapshot& now) {
  return !now.children.empty() && std::all_of(now.children.begin(), now.children.end(),
                                              [&](const ChildRow& row) { return taken(row, now); });
}

std::string trial_verdict(const GatewaySnapshot& now) {
  if (now.children.empty()) return "no child is known";
  const std::string others = named(now, [&](const ChildRow& row) { return !taken(row, now); });
  const std::string silent =
      named(now, [](const ChildRow& row) { return row.state == DeviceState::never_seen; });
  const std::string word = word_of_taken(now);
  return (others.empty() ? "reports of every child were " + word
                         : "not every child's reports were " + word + ": " + others) +
         (silent.empty() ? "" : "; never heard: " + silent);
}

}  // namespace gatewarden::status
