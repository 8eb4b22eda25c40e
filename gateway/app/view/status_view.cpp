#include "gateway/app/view/status_view.hpp"

#include <unistd.h>

#include <algorithm>

#include "gateway/app/version.hpp"
#include "gateway/app/view/child_detail.hpp"
#include "gateway/app/view/child_life.hpp"
#include "gateway/app/view/child_words.hpp"

namespace gatewarden::app {
namespace {

template <class Counts>
status::Outcomes outcomes_of(const Counts& counts) {
  return {counts[Outcome::Kind::accepted], counts.turned_away(), counts[Outcome::Kind::outdated],
          counts[Outcome::Kind::no_verdict]};
}

std::string state_text(const UplinkSnapshot& seen) {
  return seen.outage.empty() ? seen.state : seen.state + ", but nothing is taken: " + seen.outage;
}

}  // namespace

StatusView::StatusView(Rooms rooms)
    : rooms_(std::move(rooms)),
      started_(rooms_.clock.now()),
      started_wall_(rooms_.clock.wall()),
      rates_(started_) {}

void StatusView::tick() {
  if (!rates_.begin(rooms_.clock.now())) return;
  for (const auto& [name, link] : rooms_.links.all())
    rates_.take(name, rooms_.links.snapshot(name, *link).samples);
}

void StatusView::reloaded(std::string refused) {
  reloaded_ = rooms_.clock.now();
  refused.resize(std::min(refused.find('\n'), refused.size()));
  reload_refused_ = std::move(refused);
}

status::GatewaySnapshot StatusView::snapshot(status::Depth depth) const {
  status::GatewaySnapshot made;
  made.thing = rooms_.fleet.gateway.thing;
  made.version = kVersion;
  made.pid = static_cast<std::uint64_t>(::getpid());
  made.started = started_wall_;
  made.uptime = rooms_.clock.now() - started_;
  made.reload_age = ago(rooms_.clock.now(), reloaded_);
  made.reload_refused = reload_refused_;
  made.state_directory = rooms_.fleet.gateway.state_directory;
  made.uplink = uplink_view();
  if (const Uplink* uplink = rooms_.uplink()) made.floor_text = uplink->snapshot().floor_text;
  for (const LineWriterSnapshot& lines : rooms_.lines.snapshots()) {
    made.destinations.push_back(
        {lines.name, lines.lines, lines.dropped, lines.waiting_bytes, lines.failed, lines.why});
  }
  const StoreHealth store = rooms_.store.health();
  made.store = {store.failed, store.why};
  made.confinement = confinement_;
  for (const auto& [name, link] : rooms_.links.all()) made.links.push_back(link_row(name, *link));
  add_children(depth, made);
  return made;
}

// What it does not learn is for the composition to tell.
status::LinkRow StatusView::link_row(const std::string& name, const Link& link) const {
  status::LinkRow made{rooms_.links.snapshot(name, link), rates_.per_second(name)};
  const LearningRoom* room = rooms_.learned.room(name);
  const std::string refused = room != nullptr ? room->why(rooms_.clock.now()) : std::string();
  if (room != nullptr) made.refused_devices = room->names_refused();
  if (!refused.empty()) made.link.why += (made.link.why.empty() ? "" : "; ") + refused;
  return made;
}

void StatusView::add_children(status::Depth depth, status::GatewaySnapshot& made) const {
  if (depth == status::Depth::children) made.children.reserve(rooms_.registry.size());
  const auto count_drops = [&made](const auto& dropped) {
    for (std::size_t i = 0; i < kDropReasons; ++i) {
      if (dropped[i]) made.totals.dropped[std::string(to_string(static_cast<Drop>(i)))] += dropped[i];
    }
  };
  rooms_.registry.for_each([&](DeviceId device, const Child& child) {
    const DeviceActivity activity = rooms_.reports.activity(device);
    count_drops(activity.dropped);
    if (depth == status::Depth::children) {
      const status::ChildRow& shown = made.children.emplace_back(row(device, child));
      return made.totals.add(shown.state, shown.waiting);
    }
    const Link* link = rooms_.links.find(child.link);
    const DeviceSnapshot seen = link ? link->device(device) : DeviceSnapshot{};
    made.totals.add(child_life(seen, activity, rooms_.clock.now()).state,
                    rooms_.batcher.record(device).waiting);
  });
  // Counters never fall: removed children count.
  count_drops(rooms_.reports.dropped_by_removed());
  made.totals.outcomes = outcomes_of(rooms_.batcher.totals().outcomes);
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
  view.verdicts = answered();
  view.state = state_text(seen);
  view.since = ago(rooms_.clock.now(), seen.since);
  view.endpoint = seen.endpoint;
  view.detail = seen.detail;
  view.limits = seen.limits;
  view.last_error = seen.last_error;
  view.last_error_age = ago(rooms_.clock.now(), seen.last_error_at);
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
  const Rejection* rejection = rooms_.batcher.last_rejection(device);
  made.thing = child.thing.text();
  made.profile = child.profile->name;
  made.link = child.link;
  DeviceSnapshot seen;
  made.learned = child.learned;
  if (const Link* link = rooms_.links.find(child.link)) {
    seen = link->device(device);
    if (child.learned) made.address = link->address(device);
  }
  made.origin = seen.origin;
  made.identity = seen.identity;
  const ChildLife life = child_life(seen, rooms_.reports.activity(device), now);
  made.state = life.state;
  const std::string unanswered = never_answered(record) ? why_unanswered() : std::string();
  made.why = why_text(made.thing, life.why, quarantine_of(child), record, rejection, unanswered);
  made.last_seen = life.last_seen;
  if (const ReportId newest = std::max(record.last_id, record.last_passed); newest != ReportId{})
    made.last_report_id = static_cast<std::uint64_t>(newest);
  made.last_verdict = verdict_text(record, rejection, answered());
  made.outcomes = outcomes_of(record.outcomes);
  made.waiting = record.waiting;
  if (const auto due = rooms_.batcher.schedule().due(device))
    made.next_report = std::max(Duration::zero(), Duration(*due - now));
  made.last_values = values_text(rooms_.reports.points(device));
  return made;
}

// Whether a verdict of a report is to be expected.
bool StatusView::answered() const {
  const config::ServiceUplink* service = rooms_.fleet.uplink.service();
  return !service || service->defender;
}

// Of a child whose reports the service never answers.
std::string StatusView::why_unanswered() const {
  const config::ServiceUplink* service = rooms_.fleet.uplink.service();
  const Uplink* uplink = rooms_.uplink();
  if (!uplink || !service || service->answers != config::AnswersChoice::all) return {};
  if (std::string refused = uplink->answers_refused(); !refused.empty()) return refused;
  if (rooms_.batcher.totals().outcomes[Outcome::Kind::accepted] == 0) return {};
  return std::string("others are accepted, this one is never answered: does the IoT policy of ") +
         (rooms_.fleet.uplink.greengrass ? "the core" : "the gateway") + " allow its topic?";
}

std::optional<Quarantine::Entry> StatusView::quarantine_of(const Child& child) const {
  const Uplink* uplink = rooms_.uplink();
  return uplink ? uplink->quarantined(child.thing.text()) : std::nullopt;
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
  detail.points = point_rows(rooms_.reports.points(*device), now);
  std::optional<DeviceSnapshot> seen;
  if (const Link* link = rooms_.links.find(child.link)) seen = link->device(*device);
  if (seen) detail.last_fault = seen->last_fault;
  detail.counters = child_counters(rooms_.reports.activity(*device), rooms_.batcher.record(*device), seen);
  if (const Publication* report = rooms_.batcher.last_report(*device)) show_report(*report, detail);
  if (const Rejection* rejection = rooms_.batcher.last_rejection(*device))
    detail.last_rejection = rejection_view(*rejection, ClockPair::now(rooms_.clock));
  return detail;
}

status::Readiness StatusView::readiness() const {
  const Uplink* uplink = rooms_.uplink();
  if (!uplink) return {true, "ready"};
  const UplinkSnapshot seen = uplink->snapshot();
  return seen.connected ? status::Readiness{true, "ready"}
                        : status::Readiness{false, "uplink " + state_text(seen)};
}

}  // namespace gatewarden::app
