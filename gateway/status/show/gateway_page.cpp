#include "gateway/status/show/gateway_page.hpp"

#include <algorithm>
#include <cstdio>

#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/status/link_state_text.hpp"
#include "gateway/status/show/page_text.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::status {
namespace {

using Column = TextTable::Column;

void uplink_lines(std::string& out, const UplinkView& uplink, const Screen& screen) {
  std::string text = "uplink: " + printable(uplink.state);
  if (uplink.since) text += " for " + short_text(uplink.since);
  if (!uplink.endpoint.empty()) text += ", " + printable(uplink.endpoint);
  if (!uplink.detail.empty()) text += " (" + printable(uplink.detail) + ")";
  if (!uplink.limits.empty()) text += "; " + printable(uplink.limits);
  line(out, screen, text, uplink.connected ? Colour::good : Colour::bad);
  if (uplink.quarantined > 0) {
    const std::string peer = uplink.endpoint.empty() ? "the broker" : printable(uplink.endpoint);
    text = "  in quarantine, refused by " + peer + ": ";
    for (const RefusedTopic& refused : uplink.refused) text += printable(refused.topic) + " ";
    if (uplink.quarantined > uplink.refused.size())
      text += "and " + std::to_string(uplink.quarantined - uplink.refused.size()) + " more";
    line(out, screen, text, Colour::bad);
  }
  if (!uplink.last_bad_answer.empty())
    line(out, screen, "  an answer nobody can read: " + printable(uplink.last_bad_answer), Colour::doubtful);
  if (!uplink.certificate.empty()) line(out, screen, "  " + printable(uplink.certificate), Colour::bad);
  if (uplink.last_error.empty()) return;
  text = "  last error";
  if (uplink.last_error_age) text += ", " + short_text(uplink.last_error_age) + " ago";
  line(out, screen, text + ": " + printable(uplink.last_error));
}

void destination_line(std::string& out, const DestinationView& destination, const Screen& screen) {
  std::string text =
      printable(destination.name) + ": " + std::to_string(destination.reports) + " reports written";
  if (destination.dropped > 0) text += ", " + std::to_string(destination.dropped) + " dropped";
  if (destination.waiting_bytes > 0)
    text += ", " + std::to_string(destination.waiting_bytes) + " bytes waiting";
  if (destination.failed) text += "; failed: " + printable(destination.why);
  const Colour well = destination.dropped > 0 ? Colour::doubtful : Colour::plain;
  line(out, screen, text, destination.failed ? Colour::bad : well);
}

std::string listed(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) text += (text.empty() ? "" : ", ") + printable(path);
  return text;
}

void confinement_line(std::string& out, const ConfinementView& confinement, const Screen& screen) {
  if (!confinement.in_force) {
    if (!confinement.why.empty())
      line(out, screen, "not confined: " + printable(confinement.why), Colour::doubtful);
    return;
  }
  std::string text = "confined by " + printable(confinement.by) + ": writes to " + listed(confinement.writes);
  if (!confinement.devices.empty()) text += "; devices of " + listed(confinement.devices);
  text += "; reads from " + listed(confinement.reads);
  line(out, screen, text);
  if (!confinement.missing.empty()) {
    line(out, screen, "  were not there at the start, and stay closed: " + listed(confinement.missing),
         Colour::doubtful);
  }
}

void head(std::string& out, const GatewaySnapshot& s, const Screen& screen) {
  std::string text = printable(s.thing) + "  gatewarden " + printable(s.version);
  if (!s.commit.empty()) text += " (" + printable(s.commit) + ")";
  text += ", pid " + std::to_string(s.pid) + ", up " + short_text(s.uptime);
  line(out, screen, text + ", state in " + printable(s.state_directory), Colour::bold);
  if (s.reload_age) {
    const bool taken = s.reload_refused.empty();
    line(out, screen,
         (taken ? "reloaded " : "the last reload was refused ") + short_text(*s.reload_age) + " ago" +
             (s.reload_by.empty() ? "" : ", asked for by " + printable(s.reload_by)) +
             (taken ? "" : ": " + printable(s.reload_refused)),
         taken ? Colour::plain : Colour::bad);
  }
  if (!s.floor_text.empty()) line(out, screen, printable(s.floor_text));
  uplink_lines(out, s.uplink, screen);
  for (const DestinationView& destination : s.destinations) destination_line(out, destination, screen);
  if (s.store.failed)
    line(out, screen, "store: failed, going on in memory: " + printable(s.store.why), Colour::bad);
  confinement_line(out, s.confinement, screen);
}

Colour colour_of(const LinkSnapshot& link) {
  if (link.state == LinkState::connected) return link.why.empty() ? Colour::good : Colour::doubtful;
  return link.why.empty() ? Colour::plain : Colour::bad;
}

std::string link_table(const GatewaySnapshot& s, const Screen& screen) {
  const bool strangers = std::any_of(s.links.begin(), s.links.end(),
                                     [](const LinkRow& row) { return !row.link.last_unknown.empty(); });
  TextTable table;
  table.column("LINK");
  table.column("PROTOCOL");
  table.column("STATE");
  table.column("DEVICES", Column::right);
  table.column("SAMPLES/S", Column::right);
  table.column("ERRORS", Column::right);
  table.column("UNKNOWN PAYLOADS", Column::right);
  if (strangers) table.column("LAST UNKNOWN", Column::flexible);
  table.column("ENDPOINT", Column::flexible);
  table.column("WHY", Column::flexible);
  for (const LinkRow& row : s.links) {
    const LinkSnapshot& link = row.link;
    char per_second[32];
    std::snprintf(per_second, sizeof per_second, "%.1f", row.samples_per_second);
    table.cell(link.name);
    table.cell(link.protocol);
    table.cell(link_state_text(link), colour_of(link));
    table.cell(std::to_string(link.devices));
    table.cell(per_second);
    table.cell(std::to_string(link.errors));
    table.cell(std::to_string(link.unknown));
    if (strangers) table.cell(link.last_unknown);
    table.cell(link.endpoint);
    table.cell(link.why);
    table.end_row();
  }
  return table.text(screen);
}

// Offline, never seen, degraded, online with a reason, healthy.
int urgency(const ChildRow& row) {
  switch (row.state) {
    case DeviceState::offline:
      return 0;
    case DeviceState::never_seen:
      return 1;
    case DeviceState::degraded:
      return 2;
    case DeviceState::online:
      break;
  }
  return row.why.empty() ? 4 : 3;
}

std::vector<const ChildRow*> most_urgent(const std::vector<ChildRow>& rows, std::size_t at_most) {
  std::vector<const ChildRow*> order;
  order.reserve(rows.size());
  for (const auto& row : rows) order.push_back(&row);
  const std::size_t shown = std::min(at_most, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [](const ChildRow* a, const ChildRow* b) {
                      const int first = urgency(*a), second = urgency(*b);
                      return first != second ? first < second : natural_less(a->thing, b->thing);
                    });
  order.resize(shown);
  return order;
}

// `unanswered`: the title of reports without an answer; empty: there are none.
std::string child_table(const std::vector<const ChildRow*>& rows, const std::string& unanswered,
                        const Screen& screen) {
  const bool any_learned =
      std::any_of(rows.begin(), rows.end(), [](const ChildRow* row) { return row->learned; });
  TextTable table;
  table.column("CHILD");
  if (any_learned) table.column("LEARNED");
  table.column("FROM", Column::flexible);
  table.column("STATE");
  table.column("SEEN", Column::right);
  table.column("REPORT ID", Column::right);
  table.column("ACCEPTED", Column::right);
  table.column("REJECTED", Column::right);
  if (!unanswered.empty()) table.column(unanswered, Column::right);
  table.column("WAITING", Column::right);
  table.column("WHY", Column::flexible);
  table.column("LAST VALUES", Column::flexible);
  for (const auto* row : rows) {
    table.cell(row->thing);
    if (any_learned) table.cell(row->learned ? "yes" : "");
    table.cell(row->origin);
    table.cell(words_of(row->state), colour_of(*row));
    table.cell(short_text(row->last_seen));
    table.cell(row->last_report_id ? std::to_string(*row->last_report_id) : "-");
    table.cell(std::to_string(row->outcomes.accepted));
    table.cell(std::to_string(row->outcomes.rejected),
               row->outcomes.rejected > 0 ? Colour::bad : Colour::plain);
    if (!unanswered.empty()) table.cell(std::to_string(row->outcomes.no_verdict));
    table.cell(row->waiting ? "1" : "0");
    table.cell(row->why, Colour::doubtful);
    table.cell(row->last_values);
    table.end_row();
  }
  return table.text(screen);
}

std::string sums(const Totals& t, bool verdicts) {
  const auto some = [](std::uint64_t count, const char* what) { return std::to_string(count) + " " + what; };
  std::string text = some(t.children, t.children == 1 ? "child: " : "children: ") + some(t.online, "online");
  if (t.degraded > 0) text += ", " + some(t.degraded, "degraded");
  if (t.offline > 0) text += ", " + some(t.offline, "offline");
  if (t.never_seen > 0) text += ", " + some(t.never_seen, "never seen");
  text += "; reports: " + some(t.outcomes.accepted, "accepted") + ", " +
          some(t.outcomes.rejected, "rejected") + ", " + some(t.waiting, "waiting");
  if (t.outcomes.outdated > 0) text += ", " + some(t.outcomes.outdated, "outdated");
  if (t.outcomes.no_verdict > 0)
    text += ", " + some(t.outcomes.no_verdict, verdicts ? "without a verdict" : "published");
  return text;
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string gateway_page(const GatewaySnapshot& snapshot, const Screen& screen) {
  std::string out;
  head(out, snapshot, screen);
  if (!snapshot.links.empty()) out += "\n" + link_table(snapshot, screen);

  const auto dropped = words_of(snapshot.totals.dropped);
  // On a screen: a blank line, titles, the hidden rows, sums, drops.
  const std::size_t others = lines_in(out) + 4 + (dropped.empty() ? 0 : 1);
  std::size_t fit = snapshot.children.size();
  if (screen.rows > 0) fit = std::min(fit, screen.rows > others ? screen.rows - others : 1);
  const auto rows = most_urgent(snapshot.children, fit);
  const bool verdicts = snapshot.uplink.verdicts;
  const std::string unanswered = snapshot.totals.outcomes.no_verdict == 0 ? ""
                                 : verdicts                               ? "NO VERDICT"
                                                                          : "PUBLISHED";
  if (!rows.empty()) out += "\n" + child_table(rows, unanswered, screen);

  if (const std::size_t hidden = snapshot.children.size() - rows.size(); hidden > 0) {
    const auto unwell = std::count_if(snapshot.children.begin(), snapshot.children.end(),
                                      [](const ChildRow& row) { return !row.healthy(); });
    const auto unwell_hidden = std::max<std::ptrdiff_t>(0, unwell - static_cast<std::ptrdiff_t>(rows.size()));
    line(out, screen,
         "… " + std::to_string(hidden) + " more not shown, " + std::to_string(unwell_hidden) +
             " of them in need of attention",
         Colour::faint);
  }
  line(out, screen, sums(snapshot.totals, verdicts));
  if (!dropped.empty()) line(out, screen, "dropped: " + dropped);
  return out;
}

}  // namespace gatewarden::status
