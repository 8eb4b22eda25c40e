#include "gateway/status/serve/prometheus_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <sstream>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::status {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr std::size_t kRowsAPiece = 250;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

class Family {
 public:
  Family(std::string name, std::string help, MetricType type)
      : family_{std::move(name), std::move(help), type, {}} {}

  Family& add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    for (auto& label : metric.label) label.value = printable(label.value);
    (family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family_.metric.push_back(std::move(metric));
    return *this;
  }
  Family& add(std::uint64_t value, Labels labels = {}) {
    return add(static_cast<double>(value), std::move(labels));
  }
  Family& add(const Counters& counters, const char* label, const Labels& others = {}) {
    for (const auto& [name, count] : counters) {
      Labels labels = others;
      labels.push_back({label, name});
      add(count, std::move(labels));
    }
    return *this;
  }
  const MetricFamily& metrics() const { return family_; }

 private:
  MetricFamily family_;
};

Family counter(std::string name, std::string help) {
  return {std::move(name), std::move(help), MetricType::Counter};
}
Family gauge(std::string name, std::string help) {
  return {std::move(name), std::move(help), MetricType::Gauge};
}

void append(std::string& out, const std::vector<MetricFamily>& families) {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  out += text.str();
}

class Page {
 public:
  void add(const Family& family) {
    if (!family.metrics().metric.empty()) families_.push_back(family.metrics());
  }
  std::string text() const {
    std::string out;
    append(out, families_);
    return out;
  }

 private:
  std::vector<MetricFamily> families_;
};

void add_gateway(Page& page, const GatewaySnapshot& s) {
  page.add(gauge("gatewarden_build_info", "Always 1; tells the version and the gateway's thing name.")
               .add(1.0, {{"version", s.version}, {"thing", s.thing}}));
  page.add(gauge("gatewarden_start_time_seconds", "When the gateway started, in seconds since the epoch.")
               .add(std::chrono::duration<double>(s.started.time_since_epoch()).count()));
  page.add(gauge("gatewarden_uplink_connected", "1 while the connection to the service stands.")
               .add(s.uplink.connected ? 1.0 : 0.0));
  page.add(gauge("gatewarden_uplink_quarantined", "Topics that the broker or nucleus refuses.")
               .add(s.uplink.quarantined));
  page.add(counter("gatewarden_uplink_events_total", "What happened on the uplink, by event.")
               .add(s.uplink.counters, "event"));
  page.add(gauge("gatewarden_store_failed", "1 while the state cannot be written to the disk.")
               .add(s.store.failed ? 1.0 : 0.0));
}

void add_destinations(Page& page, const std::vector<DestinationView>& destinations) {
  auto written =
      counter("gatewarden_destination_reports_total", "Reports written to a file or standard output.");
  auto dropped = counter("gatewarden_destination_dropped_total", "Reports its buffer had no room for.");
  auto failed = gauge("gatewarden_destination_failed", "1 while the destination cannot be written to.");
  for (const DestinationView& d : destinations) {
    const Labels labels{{"destination", d.name}};
    written.add(d.reports, labels);
    dropped.add(d.dropped, labels);
    failed.add(d.failed ? 1.0 : 0.0, labels);
  }
  for (const auto* family : {&written, &dropped, &failed}) page.add(*family);
}

void add_totals(Page& page, const Totals& t) {
  page.add(gauge("gatewarden_children", "Child devices, by state.")
               .add(t.online, {{"state", "online"}})
               .add(t.degraded, {{"state", "degraded"}})
               .add(t.offline, {{"state", "offline"}})
               .add(t.never_seen, {{"state", "never_seen"}}));
  page.add(counter("gatewarden_reports_total",
                   "Reports settled, by the service's verdict; none: it never answered; outdated: not taken "
                   "until too old.")
               .add(t.outcomes.accepted, {{"verdict", "accepted"}})
               .add(t.outcomes.rejected, {{"verdict", "rejected"}})
               .add(t.outcomes.outdated, {{"verdict", "outdated"}})
               .add(t.outcomes.no_verdict, {{"verdict", "none"}}));
  page.add(
      gauge("gatewarden_reports_waiting", "Reports sent whose verdict is still to come.").add(t.waiting));
  page.add(counter("gatewarden_dropped_total", "Values not reported, by reason.").add(t.dropped, "reason"));
}

void add_links(Page& page, const std::vector<LinkRow>& links) {
  auto connected = gauge("gatewarden_link_connected", "1 while the link stands.");
  auto devices = gauge("gatewarden_link_devices", "Child devices served by the link.");
  auto samples = counter("gatewarden_link_samples_total", "Values read from the link.");
  auto errors = counter("gatewarden_link_errors_total", "Time-outs, exceptions and garbage on the link.");
  auto unknown = counter("gatewarden_link_unknown_total", "What came from devices nobody listed.");
  auto events = counter("gatewarden_link_events_total", "What happened on the link, by event.");
  auto measures = gauge("gatewarden_link_measures", "What the link has now: microseconds, subscriptions.");
  for (const LinkRow& row : links) {
    const LinkSnapshot& link = row.link;
    const Labels labels{{"link", link.name}, {"protocol", link.protocol}};
    Counters counted, now;
    for (const auto& [event, count] : link.counters) (measured(event) ? now : counted)[event] = count;
    connected.add(link.state == LinkState::connected ? 1.0 : 0.0, labels);
    devices.add(link.devices, labels);
    samples.add(link.samples, labels);
    errors.add(link.errors, labels);
    unknown.add(link.unknown, labels);
    events.add(counted, "event", labels);
    measures.add(now, "measure", labels);
  }
  for (const auto* family : {&connected, &devices, &samples, &errors, &unknown, &events, &measures})
    page.add(*family);
}

struct ChildFamily {
  const char *name, *help;
  MetricType type;
  void (*add)(Family&, const ChildRow&);
};
constexpr std::array kChildFamilies = {
    ChildFamily{"gatewarden_child_online", "1 while the child device is heard and in order.",
                MetricType::Gauge,
                [](Family& family, const ChildRow& row) {
                  family.add(row.state == DeviceState::online ? 1.0 : 0.0, {{"thing", row.thing}});
                }},
    ChildFamily{"gatewarden_child_last_seen_age_seconds", "How long ago the child device was heard.",
                MetricType::Gauge,
                [](Family& family, const ChildRow& row) {
                  if (row.last_seen) family.add(seconds(*row.last_seen), {{"thing", row.thing}});
                }},
    ChildFamily{"gatewarden_child_reports_total", "The child's reports settled, by the service's verdict.",
                MetricType::Counter,
                [](Family& family, const ChildRow& row) {
                  family.add(row.outcomes.accepted, {{"thing", row.thing}, {"verdict", "accepted"}});
                  family.add(row.outcomes.rejected, {{"thing", row.thing}, {"verdict", "rejected"}});
                  family.add(row.outcomes.outdated, {{"thing", row.thing}, {"verdict", "outdated"}});
                  family.add(row.outcomes.no_verdict, {{"thing", row.thing}, {"verdict", "none"}});
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
      Page page;
      add_gateway(page, *snapshot);
      add_destinations(page, snapshot->destinations);
      add_totals(page, snapshot->totals);
      add_links(page, snapshot->links);
      out += page.text();
      return true;
    }
    const auto& children = snapshot->children;
    if (children.empty() || family == kChildFamilies.size()) return false;
    const auto& kind = kChildFamilies[family];
    Family series(kind.name, kind.help, kind.type);
    const bool heads = row == 0;
    for (std::size_t end = std::min(row + kRowsAPiece, children.size()); row < end; ++row)
      kind.add(series, children[row]);
    if (row == children.size()) {
      row = 0;
      ++family;
    }
    std::string text;
    append(text, {series.metrics()});
    out += heads ? text : without_head(text);
    return true;
  };
}

}  // namespace gatewarden::status
