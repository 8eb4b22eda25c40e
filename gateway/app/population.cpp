#include "gateway/app/population.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <unordered_set>

#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

std::string fill_in(std::string pattern, std::string_view identity) {
  for (auto at = pattern.find("{id}"); at != std::string::npos;
       at = pattern.find("{id}", at + identity.size())) {
    pattern.replace(at, 4, identity);
  }
  return pattern;
}

void describe(const std::vector<MetricSpec>& metrics, Model& model) {
  for (const MetricSpec& metric : metrics) {
    model.metrics.push_back(metric.name);
    model.types.push_back(metric.type);
  }
}

// FNV-1a: the same in every build, because it is stored.
std::uint64_t hash(std::string_view text, std::uint64_t so_far) {
  for (const char c : text) so_far = (so_far ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return so_far;
}

std::string stored_text(std::uint64_t source, const CounterReadings& readings, ClockPair now) {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx;", static_cast<unsigned long long>(source));
  return text + to_text(readings, now);
}

}  // namespace

Population::Population(Parts parts, StoredState stored)
    : parts_(std::move(parts)),
      began_{parts_.clock.now(), parts_.clock.wall()},
      learned_(std::move(stored.learned)) {
  // It said that it lived every kAliveEvery, and a commit takes up to a second.
  if (stored.cut_off) {
    cut_off_ = std::min(began_.wall, WallTime(*stored.cut_off + kAliveEvery + std::chrono::seconds(2)));
  }
  known_.reserve(stored.things.size());
  for (auto& [thing, record] : stored.things) known_.emplace(thing, recall(thing, std::move(record)));
  // A time in the future: the clock stepped back while nobody looked, and no age can be believed.
  const bool stepped_back = std::any_of(known_.begin(), known_.end(), [this](const auto& known) {
    return known.second.record.last_sent > began_.wall;
  });
  for (auto& [thing, known] : known_) {
    for (CounterReading& counter : known.counters) {
      if (stepped_back) counter.at.reset();
    }
  }
}

Population::Change Population::apply(const config::Fleet& fleet,
                                     const std::vector<MetricSpec>& host_metrics) {
  take_profiles(fleet);
  std::unordered_map<std::string_view, Wanted> wanted;
  wanted.reserve(fleet.children.size() + learned_.size() + 1);
  for (const config::Child& child : fleet.children) {
    const config::Profile& profile = fleet.profiles[child.profile];
    wanted[child.thing.text()] = {fleet.links[child.link].name, models_.at(profile.name).profile,
                                  child.fingerprint, false};
  }
  Profile host{"gateway", host_metrics, fleet.gateway.host.every};
  if (!host_profile_ || !(*host_profile_ == host)) host_profile_ = std::make_shared<Profile>(std::move(host));
  host_thing_ = fleet.gateway.thing;
  if (fleet.gateway.host.enabled) wanted[host_thing_] = {std::string(kHostLink), host_profile_, 0, false};
  take_learning(fleet);
  for (const LearnedChild& child : learned_) {
    const auto model = models_.find(child.profile);
    if (model != models_.end())
      wanted.try_emplace(child.thing, Wanted{child.link, model->second.profile, 0, true});
  }

  Change change;
  std::vector<DeviceId> leaving;
  std::unordered_set<std::string_view> staying;
  parts_.registry.for_each([&](DeviceId device, const Child& child) {
    const auto found = wanted.find(child.thing.text());
    if (found != wanted.end() && unchanged(device, found->second)) {
      staying.insert(found->first);
    } else {
      leaving.push_back(device);
    }
  });
  for (const DeviceId device : leaving) remove(device);
  const auto enter = [&](std::string_view text) {
    if (staying.contains(text)) return;
    // The names were checked when the file was read; learned ones when they were learned.
    if (auto thing = ThingName::parse(text, ThingName::Rule::unregistered))
      add(*thing, wanted.at(text)), ++change.added;
  };
  // In the order of the file, so that ranks and ids do not depend on hashing.
  if (fleet.gateway.host.enabled) enter(host_thing_);
  for (const config::Child& child : fleet.children) enter(child.thing.text());
  for (const LearnedChild& child : learned_) {
    if (wanted.contains(child.thing) && !parts_.registry.find(child.thing)) enter(child.thing);
  }
  change.kept = staying.size();
  change.removed = leaving.size();
  cut_off_.reset();
  return change;
}

// A profile that did not change stays the same object, so that its children do not notice the reload.
void Population::take_profiles(const config::Fleet& fleet) {
  std::map<std::string, ModelEntry, std::less<>> models;
  for (const config::Profile& profile : fleet.profiles) {
    if (const auto old = models_.find(profile.name);
        old != models_.end() && old->second.fingerprint == profile.fingerprint) {
      models.emplace(profile.name, old->second);
      continue;
    }
    auto model = std::make_shared<Model>();
    model->name = profile.name;
    model->every = profile.every;
    describe(profile.metrics, *model);
    model->from = profile.from;
    model->settings = profile.settings;
    models.emplace(
        profile.name,
        ModelEntry{profile.fingerprint,
                   std::make_shared<Profile>(Profile{profile.name, profile.metrics, profile.every}), model});
  }
  models_ = std::move(models);
}

void Population::take_learning(const config::Fleet& fleet) {
  learning_.clear();
  for (const config::Link& link : fleet.links) {
    if (!link.unknown.learn) continue;
    Learning learning{link.unknown, 0};
    for (const LearnedChild& child : learned_) learning.count += child.link == link.name;
    learning_.emplace(link.name, std::move(learning));
  }
}

// What a stored reading was read from: the device as its entry, profile and link name it.
// Nothing for the gateway itself: its counters begin with its process.
std::uint64_t Population::source(const Wanted& wanted) const {
  if (wanted.link == kHostLink) return 0;
  const auto model = models_.find(wanted.profile->name);
  std::uint64_t made = hash(wanted.link, 14695981039346656037ULL);
  if (model != models_.end()) made = hash(model->second.fingerprint, made);
  return hash(std::to_string(wanted.fingerprint), made) | 1;
}

// What is known of a thing from an earlier life. What a life that was cut off may have sent in its
// last moments, unrecorded, counts as sent: the service throws away a report that comes too early, not
// one that comes late. And growth since the recorded report is doubtful where there was time for
// another one. When that life ended nobody knows better than kAliveEvery, or, should its disk have
// failed, at all: at the latest now.
Population::Known Population::recall(const std::string& thing, ThingRecord stored) {
  Known known;
  const std::string_view text = stored.counters;
  const std::size_t end = std::min(text.find(';'), text.size());
  std::from_chars(text.data(), text.data() + end, known.source, 16);
  if (end < text.size()) known.counters = parse_counter_readings(text.substr(end + 1), began_);
  stored.counters.clear();
  known.record = std::move(stored);
  if (!cut_off_) return known;
  WallTime& sent = known.record.last_sent;
  const Duration floor = parts_.batcher.schedule().rules().floor;
  if (sent <= began_.wall && began_.wall - sent < floor) return known;
  if (sent + floor <= *cut_off_) sent = *cut_off_;
  for (CounterReading& counter : known.counters) counter.doubtful = true;
  corrected_.emplace_back(thing, known.record);
  if (known.source != 0) {
    corrected_.back().second.counters = stored_text(known.source, known.counters, began_);
  }
  return known;
}

ThingRecord Population::left(DeviceId device, ReportId id) {
  const ClockPair now{parts_.clock.now(), parts_.clock.wall()};
  ThingRecord record{static_cast<std::uint64_t>(id), now.wall};
  const std::uint64_t from = sources_[index_of(device)];
  const CounterReadings closed = parts_.reports.take_closed(device);
  if (closed.empty() || from == 0) return record;
  record.counters = stored_text(from, closed, now);
  return record;
}

bool Population::unchanged(DeviceId device, const Wanted& wanted) const {
  const Child& child = parts_.registry.child(device);
  return child.profile == wanted.profile && child.link == wanted.link && child.learned == wanted.learned &&
         fingerprints_[index_of(device)] == wanted.fingerprint;
}

DeviceId Population::add(const ThingName& thing, const Wanted& wanted) {
  // Whoever calls has removed or skipped every other child of that name.
  const DeviceId device = parts_.registry.add({thing, wanted.profile, wanted.link, wanted.learned}).value();
  const auto index = index_of(device);
  if (fingerprints_.size() <= index) {
    fingerprints_.resize(index + 1);
    sources_.resize(index + 1);
  }
  fingerprints_[index] = wanted.fingerprint;
  sources_[index] = source(wanted);

  auto known = known_.extract(thing.text());
  if (known.empty()) {
    // Nothing is recorded of it; a life that was cut off may have sent its first report all the same.
    ThingRecord record{0, cut_off_.value_or(WallTime{})};
    if (cut_off_) corrected_.emplace_back(thing.text(), record);
    parts_.ids.remember(device, 0);
    parts_.batcher.start(device, parts_.clock.now(), last_sent(record));
    return device;
  }
  const Known& earlier = known.mapped();
  parts_.ids.remember(device, earlier.record.last_report_id);
  parts_.batcher.start(device, parts_.clock.now(), last_sent(earlier.record));
  if (earlier.source == sources_[index]) parts_.reports.resume(device, earlier.counters);
  return device;
}

// When the thing's last report left, as far as is known. A send time in the future means that the clock
// stepped back: a full floor is counted from now.
std::optional<SteadyTime> Population::last_sent(const ThingRecord& known) const {
  if (known.last_sent == WallTime{}) return std::nullopt;
  const WallTime now = parts_.clock.wall();
  return parts_.clock.now() - (now - std::min(known.last_sent, now));
}

ThingRecord Population::last_send(DeviceId device) const {
  ThingRecord record{parts_.ids.last(device), WallTime{}};
  if (const auto sent = parts_.batcher.schedule().last_sent(device)) {
    const Duration ago = parts_.clock.now() - *sent;
    record.last_sent = parts_.clock.wall() - std::chrono::duration_cast<std::chrono::milliseconds>(ago);
  }
  return record;
}

std::vector<std::pair<std::string, ThingRecord>> Population::sends() const {
  std::vector<std::pair<std::string, ThingRecord>> all;
  parts_.registry.for_each([&](DeviceId device, const Child& child) {
    ThingRecord record = last_send(device);
    if (record.last_sent != WallTime{}) all.emplace_back(child.thing.text(), std::move(record));
  });
  return all;
}

// Its last id and send time are remembered: a child that comes back is still bound by them. And so are its
// counters with what has grown since its last report.
void Population::remove(DeviceId device) {
  Known& known = known_[parts_.registry.child(device).thing.text()];
  known.record = last_send(device);
  known.source = sources_[index_of(device)];
  known.counters = parts_.reports.counters(device);
  parts_.registry.remove(device);
}

std::vector<Assignment> Population::assignments(const config::Fleet& fleet, std::size_t link) const {
  std::vector<Assignment> list;
  for (const config::Child& child : fleet.children) {
    if (child.link != link) continue;
    const auto device = parts_.registry.find(child.thing.text());
    if (!device) continue;
    auto made = assignment(*device, fleet.profiles[child.profile].name);
    if (!made) continue;
    made->address = child.address;
    list.push_back(std::move(*made));
  }
  return list;
}

std::optional<Assignment> Population::assignment(DeviceId device, const std::string& profile) const {
  const auto model = models_.find(profile);
  if (model == models_.end()) return std::nullopt;
  Assignment made;
  made.device = device;
  made.first = parts_.registry.first_point(device);
  made.thing = parts_.registry.child(device).thing.text();
  made.model = model->second.model;
  return made;
}

std::optional<Assignment> Population::host_assignment() const {
  const auto device = parts_.registry.find(host_thing_);
  if (!device || parts_.registry.child(*device).link != kHostLink) return std::nullopt;
  auto model = std::make_shared<Model>();
  model->name = host_profile_->name;
  model->every = host_profile_->every;
  describe(host_profile_->metrics, *model);
  model->from.resize(model->metrics.size());
  Assignment made;
  made.device = *device;
  made.first = parts_.registry.first_point(*device);
  made.thing = host_thing_;
  made.model = std::move(model);
  return made;
}

std::optional<Assignment> Population::learn(std::string_view link, std::string_view identity) {
  const auto found = learning_.find(link);
  if (found == learning_.end()) return std::nullopt;
  Learning& learning = found->second;
  const auto same = [&](const LearnedChild& child) {
    return child.link == link && child.identity == identity;
  };
  if (const auto known = std::find_if(learned_.begin(), learned_.end(), same); known != learned_.end()) {
    const auto device = parts_.registry.find(known->thing);
    return device ? assignment(*device, known->profile) : std::nullopt;
  }
  if (learning.count >= learning.rule.at_most) return std::nullopt;
  const std::string name = fill_in(learning.rule.thing, identity);
  const auto thing = ThingName::parse(name);
  const auto model = models_.find(learning.rule.profile);
  if (!thing || model == models_.end() || parts_.registry.find(name)) return std::nullopt;
  ++learning.count;
  LearnedChild child{std::string(link), std::string(identity), name, learning.rule.profile};
  const DeviceId device = add(*thing, {child.link, model->second.profile, 0, true});
  log::info("app", "device_learned",
            {{"link", child.link},
             {"identity", child.identity},
             {"thing", child.thing},
             {"learned_on_link", learning.count},
             {"at_most", learning.rule.at_most}});
  learned_.push_back(child);
  parts_.learned(child);
  return assignment(device, child.profile);
}

}  // namespace gatewarden::app
