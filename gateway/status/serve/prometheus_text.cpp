#include "gateway/status/serve/prometheus_text.hpp"

#include <array>

#include "gateway/status/serve/metric_family.hpp"

namespace gatewarden::status {
namespace {

constexpr std::size_t kRowsAPiece = 250;
constexpr std::string_view kMicroseconds = "_us";

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }
double seconds(WallTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

void add(std::string& out, const Family& family) {
  if (!family.empty()) out += family.text();
}

void add_gateway(std::string& out, const GatewaySnapshot& s) {
  add(out,
      gauge("gatewarden_build_info", "Always 1; tells the version, the commit and the gateway's thing name.")
          .add(1.0, {{"version", s.version}, {"commit", s.commit}, {"thing", s.thing}}));
  add(out, gauge("gatewarden_start_time_seconds", "When the gateway started, in seconds since the epoch.")
               .add(seconds(s.started)));
  add(out, gauge("gatewarden_time_seconds", "The clock of the gateway's machine, in seconds since the epoch.")
               .add(seconds(s.now)));
  add(out,
      gauge("gatewarden_clock_set", "0 while that clock shows a time that cannot be: nothing is sent then.")
          .add(s.clock_is_set));
  add(out, gauge("gatewarden_report_interval_seconds", "Between two reports of a child.")
               .add(seconds(s.report_interval)));
  add(out, gauge("gatewarden_config_last_reload_successful",
                 "1 if the fleet file that was read last is in force, 0 if it was refused.")
               .add(s.reload_refused.empty()));
  add(out, gauge("gatewarden_config_last_reload_success_timestamp_seconds",
                 "When the fleet in force was read, in seconds since the epoch.")
               .add(seconds(s.fleet_loaded)));
  add(out, gauge("gatewarden_store_failed", "1 while the state cannot be written to the disk.")
               .add(s.store.failed));
}

// Nothing of a way to the service that is not configured: a 0 would be an alarm.
void add_uplink(std::string& out, const UplinkView& uplink) {
  if (uplink.state == "off") return;
  add(out, gauge("gatewarden_uplink_connected", "1 while the connection to the service stands.")
               .add(uplink.connected));
  add(out, gauge("gatewarden_uplink_quarantined", "Topics that the broker or nucleus refuses.")
               .add(uplink.quarantined));
  add(out,
      gauge("gatewarden_uplink_in_flight", "Publishes that are not acknowledged yet.").add(uplink.in_flight));
  add(out, gauge("gatewarden_uplink_copies_waiting", "Copies for mirrors that wait to be sent.")
               .add(uplink.waiting_copies));
  add(out, counter("gatewarden_uplink_events_total", "What happened on the uplink, by event.")
               .add(uplink.counters, "event"));
  if (uplink.awaits_answers) {
    add(out,
        gauge("gatewarden_report_last_accepted_timestamp_seconds",
              "When the service accepted a report last, in seconds since the epoch; 0: not since the start.")
            .add(uplink.last_accepted ? seconds(*uplink.last_accepted) : 0.0));
  }
  const Labels client{{"connection", "uplink"}, {"role", "client"}};
  if (uplink.certificate_until) {
    add(out, gauge("gatewarden_certificate_expires_timestamp_seconds",
                   "When the certificate in force ends, in seconds since the epoch.")
                 .add(seconds(*uplink.certificate_until), client));
  }
  add(out, gauge("gatewarden_certificate_refused",
                 "1 while the certificate, key or authority on the disk is unusable and so not in force.")
               .add(uplink.certificate_refused, client));
}

void add_destinations(std::string& out, const std::vector<DestinationView>& destinations) {
  auto written =
      counter("gatewarden_destination_reports_total", "Reports written to a file or standard output.");
  auto dropped = counter("gatewarden_destination_dropped_total", "Reports its buffer had no room for.");
  auto waiting = gauge("gatewarden_destination_waiting_bytes", "Reports in its buffer.");
  auto failed = gauge("gatewarden_destination_failed", "1 while the destination cannot be written to.");
  for (const DestinationView& d : destinations) {
    const Labels labels{{"destination", d.name}};
    written.add(d.reports, labels);
    dropped.add(d.dropped, labels);
    waiting.add(d.waiting_bytes, labels);
    failed.add(d.failed, labels);
  }
  for (const auto* family : {&written, &dropped, &waiting, &failed}) add(out, *family);
}

void add_totals(std::string& out, const Totals& t) {
  add(out,
      counter("gatewarden_reports_total",
              "Reports settled, by the service's verdict; refused: by the broker; none: it never answered; "
              "outdated: not taken until too old.")
          .add(t.outcomes));
  add(out,
      gauge("gatewarden_reports_waiting", "Reports sent whose verdict is still to come.").add(t.waiting));
  add(out, counter("gatewarden_dropped_total", "Values not reported, by reason.").add(t.dropped, "reason"));
}

struct LinkFamily {
  const char *name, *help;
  Family (*make)(std::string, std::string);
  void (*add)(Family&, const LinkRow&, const Labels& link);
};
constexpr std::array kLinkFamilies = {
    LinkFamily{"gatewarden_children", "Child devices, by state and link.", gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 Counters children;
                 for (std::size_t i = 0; i < row.children.size(); ++i)
                   children[std::string(word_of(static_cast<DeviceState>(i)))] = row.children[i];
                 family.add(children, "state", link);
               }},
    LinkFamily{"gatewarden_link_connected", "1 while the link stands.", gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 family.add(row.link.state == LinkState::connected, link);
               }},
    LinkFamily{
        "gatewarden_link_devices", "Child devices served by the link.", gauge,
        [](Family& family, const LinkRow& row, const Labels& link) { family.add(row.link.devices, link); }},
    LinkFamily{
        "gatewarden_link_samples_total", "Values read from the link.", counter,
        [](Family& family, const LinkRow& row, const Labels& link) { family.add(row.link.samples, link); }},
    LinkFamily{
        "gatewarden_link_errors_total", "Time-outs, exceptions and garbage on the link.", counter,
        [](Family& family, const LinkRow& row, const Labels& link) { family.add(row.link.errors, link); }},
    LinkFamily{
        "gatewarden_link_unknown_total", "What came from devices nobody listed.", counter,
        [](Family& family, const LinkRow& row, const Labels& link) { family.add(row.link.unknown, link); }},
    LinkFamily{"gatewarden_link_events_total", "What happened on the link, by event.", counter,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 Counters events = row.link.counters;
                 std::erase_if(events, [](const auto& each) { return measured(each.first); });
                 family.add(events, "event", link);
               }},
    LinkFamily{"gatewarden_link_delay_seconds", "How late readings begin and how long they take, by delay.",
               gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 for (const auto& [name, microseconds] : row.link.counters) {
                   if (!name.ends_with(kMicroseconds)) continue;
                   Labels labels = link;
                   labels.emplace_back("delay", name.substr(0, name.size() - kMicroseconds.size()));
                   family.add(static_cast<double>(microseconds) / 1e6, std::move(labels));
                 }
               }},
    LinkFamily{"gatewarden_link_subscriptions", "Topic filters that the link has subscribed.", gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 const auto found = row.link.counters.find("subscriptions");
                 if (found != row.link.counters.end()) family.add(found->second, link);
               }},
    LinkFamily{"gatewarden_link_air_coverage_percent", "Share of time in which the link listened to the air.",
               gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 const auto found = row.link.counters.find(std::string(kAirCoverage));
                 if (found != row.link.counters.end()) family.add(found->second, link);
               }},
    LinkFamily{"gatewarden_link_learned_children", "Devices nobody listed that became children.", gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 if (row.learning) family.add(row.learning->learned, link);
               }},
    LinkFamily{"gatewarden_link_learned_children_limit", "How many devices may (`at_most`).", gauge,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 if (row.learning) family.add(row.learning->at_most, link);
               }},
    LinkFamily{"gatewarden_link_names_refused_total",
               "Times that a device nobody listed did not become a child, by reason.", counter,
               [](Family& family, const LinkRow& row, const Labels& link) {
                 if (row.learning) family.add(row.learning->refused, "reason", link);
               }},
};

void add_links(std::string& out, const std::vector<LinkRow>& links) {
  for (const LinkFamily& kind : kLinkFamilies) {
    Family family = kind.make(kind.name, kind.help);
    for (const LinkRow& row : links)
      kind.add(family, row, {{"link", row.link.name}, {"protocol", row.link.protocol}});
    add(out, family);
  }
}

struct ChildFamily {
  const char *name, *help;
  Family (*make)(std::string, std::string);
  void (*add)(Family&, const ChildRow&);
};
constexpr std::array kChildFamilies = {
    ChildFamily{"gatewarden_child_online", "1 while the child device is heard and in order.", gauge,
                [](Family& family, const ChildRow& row) {
                  family.add(row.state == DeviceState::online, {{"thing", row.thing}});
                }},
    ChildFamily{"gatewarden_child_last_seen_age_seconds", "How long ago the child device was heard.", gauge,
                [](Family& family, const ChildRow& row) {
                  if (row.last_seen) family.add(seconds(*row.last_seen), {{"thing", row.thing}});
                }},
    ChildFamily{"gatewarden_child_reports_total", "The child's reports settled, by the service's verdict.",
                counter,
                [](Family& family, const ChildRow& row) {
                  family.add(row.outcomes, Labels{{"thing", row.thing}});
                }},
};

// The serializer writes a head each time, but a family may have only one.
std::string without_head(const std::string& text) {
  const auto type = text.find('\n', 0);
  const auto first = type == std::string::npos ? type : text.find('\n', type + 1);
  return first == std::string::npos ? "" : text.substr(first + 1);
}

}  // namespace

Pieces prometheus_text(std::shared_ptr<const GatewaySnapshot> snapshot) {
  bool begun = false;
  std::size_t family = 0, row = 0;
  return [snapshot = std::move(snapshot), begun, family, row](std::string& out) mutable {
    if (!begun) {
      begun = true;
      add_gateway(out, *snapshot);
      add_uplink(out, snapshot->uplink);
      add_destinations(out, snapshot->destinations);
      add_totals(out, snapshot->totals);
      add_links(out, snapshot->links);
      return true;
    }
    const auto& children = snapshot->children;
    if (children.empty() || family == kChildFamilies.size()) return false;
    const auto& kind = kChildFamilies[family];
    Family series = kind.make(kind.name, kind.help);
    const bool heads = row == 0;
    for (std::size_t end = std::min(row + kRowsAPiece, children.size()); row < end; ++row)
      kind.add(series, children[row]);
    if (row == children.size()) {
      row = 0;
      ++family;
    }
    const std::string text = series.text();
    out += heads ? text : without_head(text);
    return true;
  };
}

}  // namespace gatewarden::status
