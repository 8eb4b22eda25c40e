#include "gateway/app/view/status_view.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "gateway/app/process/build_facts.hpp"
#include "gateway/app/view/child_detail.hpp"
#include "gateway/app/view/child_life.hpp"
#include "gateway/app/view/child_words.hpp"
#include "gateway/app/view/pulse.hpp"
#include "gateway/base/earliest_believable.hpp"

namespace gatewarden::app {
namespace {

template <class Counts>
status::Outcomes outcomes_of(const Counts& counts) {
  using Kind = Outcome::Kind;
  const std::uint64_t refused = std::uint64_t{counts[Kind::refused]} + counts[Kind::withheld];
  return {counts[Kind::accepted], counts.turned_away(),    counts[Kind::throttled], refused,
          counts[Kind::outdated], counts[Kind::no_verdict]};
}

status::LearningView learning_view(const LearningRoom& room) {
  using Refusal = LearningRoom::Refusal;
  const auto refused = [&room](Refusal why) { return room.refusals()[static_cast<std::size_t>(why)]; };
  return {room.count(),
          room.rules().at_most,
          {{"full", refused(Refusal::full)},
           {"too_fast", refused(Refusal::too_fast)},
           {"unusable", refused(Refusal::unusable)}}};
}

}  // namespace

StatusView::StatusView(Rooms rooms)
    : rooms_(std::move(rooms)),
      started_(rooms_.clock.now()),
      started_wall_(rooms_.clock.wall()),
      rates_(started_),
      fleet_loaded_(started_wall_),
      fleet_began_(started_) {}

void StatusView::tick() {
  if (!rates_.begin(rooms_.clock.now())) return;
  for (const auto& [name, link] : rooms_.links.all()) rates_.take(name, rooms_.links.samples(name, *link));
}

status::GatewaySnapshot StatusView::snapshot(status::Depth depth) const {
  status::GatewaySnapshot made;
  made.thing = rooms_.fleet.gateway.thing;
  made.version = build_facts().version;
  made.commit = build_facts().commit;
  made.pid = static_cast<std::uint64_t>(::getpid());
  made.started = started_wall_;
  made.uptime = rooms_.clock.now() - started_;
  made.now = rooms_.clock.wall();
  made.clock_is_set = made.now >= kEarliestBelievable;
  made.report_interval = rooms_.fleet.gateway.reports.interval;
  made.reload_age = ago(rooms_.clock.now(), reloaded_);
  made.reload_by = reloaded_by_;
  made.reload_refused = reload_refused_;
  made.fleet_loaded = fleet_loaded_;
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
  if (room != nullptr) {
    made.refused_devices = room->names_refused();
    made.learning = learning_view(*room);
  }
  if (!refused.empty()) made.link.why += (made.link.why.empty() ? "" : "; ") + refused;
  return made;
}

void StatusView::add_children(status::Depth depth, status::GatewaySnapshot& made) const {
  if (depth == status::Depth::children) made.children.reserve(rooms_.registry.size());
  std::array<std::uint64_t, kDropReasons> dropped_sums{};
  std::map<std::string_view, status::StateCounts> by_link;
  const auto count_drops = [&dropped_sums](const auto& dropped) {
    for (std::size_t i = 0; i < kDropReasons; ++i) {
      dropped_sums[i] += dropped[i];
    }
  };
  rooms_.registry.for_each([&](DeviceId device, const Child& child) {
    const DeviceActivity activity = rooms_.reports.activity(device);
    count_drops(activity.dropped);
    if (depth == status::Depth::children) {
      const status::ChildRow& shown = made.children.emplace_back(row(device, child));
      ++by_link[child.link][static_cast<std::size_t>(shown.state)];
      return made.totals.add(shown.state, shown.waiting);
    }
    const Link* link = rooms_.links.find(child.link);
    const DeviceSnapshot seen = link ? link->device(device) : DeviceSnapshot{};
    const DeviceState state = child_life(seen, activity, rooms_.clock.now()).state;
    ++by_link[child.link][static_cast<std::size_t>(state)];
    made.totals.add(state, rooms_.batcher.record(device).waiting);
  });
  auto shown_link = made.links.begin();  // in the order of links, of which the host's has two names
  for (const auto& [name, link] : rooms_.links.all()) (shown_link++)->children = by_link[name];
  // Counters never fall: removed children count.
  count_drops(rooms_.reports.dropped_by_removed());
  for (std::size_t i = 0; i < kDropReasons; ++i)
    made.totals.dropped[std::string(to_string(static_cast<Drop>(i)))] = dropped_sums[i];
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
  view.state = seen.state_in_full();
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
  const IdentityWatch::Standing certificate = rooms_.certificate();
  view.certificate = certificate.concern;
  view.certificate_until = certificate.valid_until;
  view.certificate_refused = certificate.refused;
  view.awaits_answers = seen.awaits_answers;
  if (const auto at = seen.count.last_accepted)
    view.last_accepted = ClockPair::now(rooms_.clock).wall_at(*at);
  view.in_flight = seen.in_flight;
  view.waiting_copies = seen.waiting_copies;
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
  const std::string unanswered = never_answered(record) ? why_unanswered(record) : std::string();
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

// Of a child whose reports the service did not answer.
std::string StatusView::why_unanswered(const ChildRecord& record) const {
  const config::ServiceUplink* service = rooms_.fleet.uplink.service();
  const Uplink* uplink = rooms_.uplink();
  if (!uplink || !service || service->answers != config::AnswersChoice::all) return {};
  if (std::string refused = uplink->answers_refused(); !refused.empty()) return refused;
  if (!rooms_.verdicts.heard_any()) return {};
  return "others were answered, " + std::to_string(record.outcomes[Outcome::Kind::no_verdict]) +
         " reports of this one were not: does the IoT policy of " +
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
  if (!uplink && rooms_.fleet.uplink.service()) return {false, "a reload with a new uplink is under way"};
  if (!uplink || uplink->snapshot().connected) return {true, "ready"};
  return {false, "uplink " + uplink->snapshot().state_in_full()};
}

status::Health StatusView::health() const {
  Pulse pulse = pulse_of(rooms_.batcher, rooms_.store, rooms_.uplink());
  pulse.began = fleet_began_;
  return health_of(pulse, rooms_.clock.now());
}

}  // namespace gatewarden::app
