#include "gateway/app/view/status_view.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "gateway/app/version.hpp"
#include "gateway/app/view/value_text.hpp"
#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/report_text.hpp"
#include "gateway/status/hex.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::app {
namespace {

constexpr std::size_t kValuesWidth = 200;  // bytes of a row's "last values"

std::string verdict_text(const ChildRecord& record, const Rejection* rejection) {
  if (!record.has_outcome) return {};
  const std::string code =
      rejection && rejection->outcome.id == record.last_id ? " " + rejection->outcome.code : "";
  if (record.last_outcome == Outcome::Kind::no_verdict) return "sent, no verdict";
  if (record.last_outcome == Outcome::Kind::abandoned) return "not sent";
  const bool coded =
      record.last_outcome == Outcome::Kind::rejected || record.last_outcome == Outcome::Kind::refused;
  return std::string(to_string(record.last_outcome)) + (coded ? code : "");
}

std::string report_text(const Publication& report) {
  const auto decoded = decode_report(report.bytes, report.format);
  return decoded.document ? document_text(*decoded.document) : std::string("(unreadable)");
}

// What the broker said, what would let it in, and when it is tried again.
std::string quarantine_text(const Quarantine::Entry& entry, SteadyTime now) {
  const Duration wait = std::max(Duration::zero(), Duration(entry.probe_at - now));
  return std::string(to_string(entry.cause)) + ": " + entry.why +
         "; tried again with the first report after " +
         std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s, or after a reload";
}

std::optional<Duration> ago(SteadyTime now, std::optional<SteadyTime> then) {
  if (!then) return std::nullopt;
  return std::max(Duration::zero(), Duration(now - *then));
}

}  // namespace

StatusView::StatusView(Rooms rooms)
    : rooms_(std::move(rooms)),
      started_(rooms_.clock.now()),
      started_wall_(rooms_.clock.wall()),
      last_tick_(started_) {}

void StatusView::tick() {
  const SteadyTime now = rooms_.clock.now();
  const double seconds = std::chrono::duration<double>(now - last_tick_).count();
  if (seconds < 0.5) return;
  last_tick_ = now;
  for (const auto& [name, link] : rooms_.links.all()) {
    Rate& rate = rates_[name];
    const std::uint64_t samples = link->snapshot().samples;
    const double fresh = samples >= rate.samples ? static_cast<double>(samples - rate.samples) / seconds : 0;
    rate.per_second += 0.2 * (fresh - rate.per_second);  // over some five seconds
    rate.samples = samples;
  }
}

status::GatewaySnapshot StatusView::snapshot(status::Depth depth) const {
  status::GatewaySnapshot made;
  made.thing = rooms_.fleet.gateway.thing;
  made.version = kVersion;
  made.pid = static_cast<std::uint64_t>(::getpid());
  made.started = started_wall_;
  made.uptime = rooms_.clock.now() - started_;
  made.state_directory = rooms_.fleet.gateway.state_directory;
  made.uplink = uplink_view();
  if (const Uplink* uplink = rooms_.uplink()) made.floor_text = uplink->snapshot().floor_text;
  for (const LineWriterSnapshot& lines : rooms_.lines.snapshots()) {
    made.destinations.push_back(
        {lines.name, lines.lines, lines.dropped, lines.waiting_bytes, lines.failed, lines.why});
  }
  const StoreHealth store = rooms_.store.health();
  made.store = {store.failed, store.why};
  for (const auto& [name, link] : rooms_.links.all()) {
    const auto rate = rates_.find(name);
    made.links.push_back({link->snapshot(), rate == rates_.end() ? 0 : rate->second.per_second});
  }
  if (depth == status::Depth::children) made.children.reserve(rooms_.registry.size());
  rooms_.registry.for_each([&](DeviceId device, const Child& child) {
    const auto activity = rooms_.reports.activity(device);
    for (std::size_t i = 0; i < kDropReasons; ++i) {
      if (activity.dropped[i])
        made.totals.dropped[std::string(to_string(static_cast<Drop>(i)))] += activity.dropped[i];
    }
    if (depth == status::Depth::children) {
      made.children.push_back(row(device, child));
      made.totals.add(made.children.back());
      return;
    }
    const ChildRecord& record = rooms_.batcher.record(device);
    const Link* link = rooms_.links.find(child.link);
    made.totals.add(link ? link->device(device).state : DeviceState::never_seen,
                    record.outcomes[Outcome::Kind::accepted], record.outcomes.turned_away(),
                    record.outcomes[Outcome::Kind::no_verdict], record.waiting);
  });
  return made;
}

status::UplinkView StatusView::uplink_view() const {
  status::UplinkView view;
  const Uplink* uplink = rooms_.uplink();
  if (!uplink) {
    view.state = "off";
    return view;
  }
  const UplinkSnapshot seen = uplink->snapshot();
  view.connected = seen.connected;
  view.state = seen.state;
  view.since = ago(rooms_.clock.now(), seen.since);
  view.endpoint = seen.endpoint;
  view.detail = seen.detail;
  view.limits = seen.limits;
  view.last_error = seen.last_error;
  view.quarantined = seen.quarantined;
  for (const Quarantine::Entry& entry : seen.quarantine)
    view.refused.push_back({entry.topic, quarantine_text(entry, rooms_.clock.now())});
  view.last_bad_answer = seen.last_bad_answer;
  view.certificate = rooms_.certificate();
  view.counters = seen.counters();
  return view;
}

status::ChildRow StatusView::row(DeviceId device, const Child& child) const {
  status::ChildRow made;
  const SteadyTime now = rooms_.clock.now();
  const ChildRecord& record = rooms_.batcher.record(device);
  made.thing = child.thing.text();
  made.profile = child.profile->name;
  made.link = child.link;
  DeviceSnapshot seen;
  if (const Link* link = rooms_.links.find(child.link)) seen = link->device(device);
  made.origin = seen.origin;
  made.identity = seen.identity;
  made.state = seen.state;
  made.why = why(child, seen, record, device);
  made.last_seen = ago(now, rooms_.reports.activity(device).heard);
  if (record.last_id != ReportId{}) made.last_report_id = static_cast<std::uint64_t>(record.last_id);
  made.last_verdict = verdict_text(record, rooms_.batcher.last_rejection(device));
  made.accepted = record.outcomes[Outcome::Kind::accepted];
  made.rejected = record.outcomes.turned_away();
  made.no_verdict = record.outcomes[Outcome::Kind::no_verdict];
  made.waiting = record.waiting;
  if (const auto due = rooms_.batcher.schedule().due(device))
    made.next_report = std::max(Duration::zero(), Duration(*due - now));
  made.last_values = last_values(device);
  return made;
}

// The most telling reason first: the device, then what the service said, then what never reached a report.
std::string StatusView::why(const Child& child, const DeviceSnapshot& seen, const ChildRecord& record,
                            DeviceId device) const {
  if (!seen.why.empty()) return seen.why;
  if (const auto quarantine = quarantine_of(child))
    return std::string(to_string(quarantine->cause)) + ": `gatewarden last " + child.thing.text() +
           "` says why";
  if (record.has_outcome && record.last_outcome != Outcome::Kind::accepted) {
    const Rejection* rejection = rooms_.batcher.last_rejection(device);
    const std::string detail =
        rejection && rejection->outcome.id == record.last_id ? rejection->outcome.detail : "";
    if (record.last_outcome != Outcome::Kind::no_verdict) {
      return verdict_text(record, rejection) + (detail.empty() ? "" : ": " + detail);
    }
  }
  return {};
}

std::optional<Quarantine::Entry> StatusView::quarantine_of(const Child& child) const {
  const Uplink* uplink = rooms_.uplink();
  return uplink ? uplink->quarantined(child.thing.text()) : std::nullopt;
}

std::string StatusView::last_values(DeviceId device) const {
  std::string text;
  for (const PointView& point : rooms_.reports.points(device)) {
    const std::string value = value_text(point);
    if (value.empty()) continue;
    if (text.size() + point.spec->name.size() + value.size() > kValuesWidth) break;
    if (!text.empty()) text += ' ';
    text += point.spec->name + "=" + value;
  }
  return text;
}

std::optional<status::ChildDetail> StatusView::child(std::string_view thing) const {
  const auto device = rooms_.registry.find(thing);
  if (!device) return std::nullopt;
  const Child& child = rooms_.registry.child(*device);
  const SteadyTime now = rooms_.clock.now();
  status::ChildDetail detail;
  detail.row = row(*device, child);
  if (const auto quarantine = quarantine_of(child)) detail.row.why = quarantine_text(*quarantine, now);
  const Uplink* uplink = rooms_.uplink();
  detail.topic = uplink ? uplink->topic_of(child.thing.text()) : "";
  for (const PointView& point : rooms_.reports.points(*device)) {
    status::PointRow made;
    made.metric = point.spec->name;
    made.type = std::string(to_string(point.spec->type));
    made.merge = std::string(to_string(point.spec->merge));
    made.value = value_text(point);
    made.age = ago(now, point.at);
    made.samples = point.samples;
    for (std::size_t i = 0; i < kDropReasons; ++i) {
      if (point.dropped[i] > 0)
        made.dropped["growth_" + std::string(to_string(static_cast<Drop>(i)))] =
            static_cast<std::uint64_t>(std::llround(std::min(point.dropped[i], 1e18)));
    }
    detail.points.push_back(std::move(made));
  }
  const auto activity = rooms_.reports.activity(*device);
  detail.counters["samples"] = activity.samples;
  for (std::size_t i = 0; i < kDropReasons; ++i) {
    if (activity.dropped[i])
      detail.counters["dropped_" + std::string(to_string(static_cast<Drop>(i)))] = activity.dropped[i];
  }
  const ChildRecord& record = rooms_.batcher.record(*device);
  detail.counters["reports_sent"] = record.sent;
  detail.counters["reports_throttled"] = record.outcomes[Outcome::Kind::throttled];
  detail.counters["reports_refused"] = record.outcomes[Outcome::Kind::refused];
  detail.counters["reports_withheld"] = record.outcomes[Outcome::Kind::withheld];
  detail.counters["reports_passed"] = record.passed;
  if (const Link* link = rooms_.links.find(child.link)) {
    const DeviceSnapshot seen = link->device(*device);
    detail.counters["errors"] = seen.errors;
    for (const auto& [name, count] : seen.counters) detail.counters[name] = count;
  }
  if (const Publication* report = rooms_.batcher.last_report(*device)) {
    detail.last_report = report_text(*report);
    detail.last_report_bytes = report->bytes.size();
    detail.last_report_hex = status::to_hex(report->bytes);
  }
  if (const Rejection* rejection = rooms_.batcher.last_rejection(*device)) {
    status::RejectionView made;
    made.code = rejection->outcome.code;
    made.detail = rejection->outcome.detail;
    made.when =
        rooms_.clock.wall() - std::chrono::duration_cast<std::chrono::milliseconds>(now - rejection->at);
    if (!rejection->report.bytes.empty()) {
      made.report = report_text(rejection->report);
      made.report_hex = status::to_hex(rejection->report.bytes);
    }
    detail.last_rejection = std::move(made);
  }
  return detail;
}

status::Readiness StatusView::readiness() const {
  const Uplink* uplink = rooms_.uplink();
  if (uplink && !uplink->snapshot().connected) return {false, "uplink " + uplink->snapshot().state};
  return {true, "ready"};
}

}  // namespace gatewarden::app
