#include "gateway/app/children/population.hpp"

#include <algorithm>

#include "gateway/app/children/counter_source.hpp"
#include "gateway/app/children/send_time.hpp"
#include "gateway/app/children/stored_silence.hpp"

namespace gatewarden::app {
namespace {

Assignment assignment_of(DeviceId device, const Registry& registry,
                         std::shared_ptr<const AdapterProfile> profile) {
  Assignment made;
  made.device = device;
  made.first = registry.first_point(device);
  made.thing = registry.child(device).thing.text();
  made.profile = std::move(profile);
  return made;
}

}  // namespace

void Population::take_rules(const config::Fleet& fleet, const std::vector<MetricSpec>& host_metrics) {
  profiles_.apply(fleet, host_metrics);
  parts_.learned.take_rules(fleet.links, parts_.clock.now());
  host_thing_ = fleet.gateway.thing;
}

Population::Wanted Population::wanted(const config::Fleet& fleet, const config::Child& entry) const {
  return {fleet.links[entry.link].name, profiles_.find(fleet.profiles[entry.profile].name), entry.fingerprint,
          entry.spelling, false};
}

std::optional<Population::Wanted> Population::wanted(const LearnedChild& child) const {
  const auto* profile = profiles_.find(child.profile);
  if (profile == nullptr || child.thing == host_thing_) return std::nullopt;
  return Wanted{child.link, profile, 0, 0, true};
}

Fate Population::fate(DeviceId device, const Wanted& now, bool as_heard) const {
  const Child& child = parts_.registry.child(device);
  const bool same_profile = child.profile == now.profile->profile;
  if (child.learned && !now.learned) return same_profile && as_heard ? Fate::moves : Fate::leaves;
  if (child.learned != now.learned) return Fate::leaves;
  const bool same_entry = served_[index_of(device)].fingerprint == now.fingerprint;
  const Fate fate = fate_of({same_profile, same_entry, child.link == now.link});
  // Of a learned one no entry says that it is the same device on another link.
  return child.learned && fate == Fate::moves ? Fate::leaves : fate;
}

Population::Served Population::served_as(const Wanted& wanted) const {
  // The gateway's own counters start with its process.
  if (wanted.link == kHostLink) return {wanted.fingerprint, 0};
  return {wanted.fingerprint, source_of(wanted.link, wanted.profile->counters, wanted.fingerprint)};
}

DeviceId Population::add(const ThingName& thing, const Wanted& wanted) {
  // The caller left no child of that name.
  const DeviceId device =
      parts_.registry.add({thing, wanted.profile->profile, wanted.link, wanted.learned}).value();
  const auto index = index_of(device);
  if (served_.size() <= index) served_.resize(index + 1);
  served_[index] = served_as(wanted);
  const bool lasts = wanted.link != kHostLink;

  RememberedChildren::Child earlier = parts_.remembered.take(thing.text());
  if (const ForgottenChild* before = parts_.learned.forgotten(thing.text())) {
    ThingRecord& known = earlier.record;
    known.last_report_id = std::max(known.last_report_id, before->last_report_id);
    known.last_sent = std::max(known.last_sent, before->last_sent);
  }
  parts_.ids.remember(device, earlier.record.last_report_id);
  parts_.reports.life(device).await(parts_.clock.now(), silence_of(earlier.record, now()));
  parts_.batcher.start(device, parts_.clock.now(), sent_at(earlier.record, now()));
  const std::uint64_t source = earlier.counters.source;
  if (source == served_[index].source || (lasts && stored_before_0_2(source, wanted)))
    parts_.reports.resume(device, earlier.counters.readings);
  return device;
}

// Whether an earlier version stored this as the source of the same counters: of each `from` as it is
// written, or of the text of the whole.
bool Population::stored_before_0_2(std::uint64_t source, const Wanted& wanted) {
  return source == source_of(wanted.link, wanted.profile->counters_as_written, wanted.fingerprint) ||
         source == source_of_text(wanted.link, wanted.profile->spelling, wanted.spelling);
}

// Remembers the last id and send time, which bind the child should it return, its last sign of life, and its
// counters' growth since the last report.
void Population::remove(DeviceId device) {
  ThingRecord record = last_send(device, parts_.ids, parts_.batcher.schedule(), now());
  put_silence(parts_.reports.life(device).silence(), now(), record);
  parts_.remembered.put(parts_.registry.child(device).thing.text(),
                        {std::move(record), {counter_source(device), parts_.reports.counters(device)}});
  parts_.registry.remove(device);
}

void Population::move(DeviceId device, const Wanted& wanted) {
  parts_.registry.move(device, wanted.link, wanted.learned);
  served_[index_of(device)] = served_as(wanted);
}

std::vector<Assignment> Population::assignments(const config::Fleet& fleet,
                                                std::span<const config::Child* const> children) const {
  std::vector<Assignment> list;
  list.reserve(children.size());
  for (const config::Child* child : children) {
    const auto device = parts_.registry.find(child->thing.text());
    if (!device) continue;
    auto made = assignment(*device, fleet.profiles[child->profile].name);
    if (!made) continue;
    made->address = child->address;
    list.push_back(std::move(*made));
  }
  return list;
}

std::optional<Assignment> Population::assignment(DeviceId device, const std::string& profile) const {
  const auto* entry = profiles_.find(profile);
  if (entry == nullptr || entry->profile != parts_.registry.child(device).profile) return std::nullopt;
  return assignment_of(device, parts_.registry, entry->for_adapter);
}

std::optional<Assignment> Population::host_assignment() const {
  const auto device = parts_.registry.find(host_thing_);
  if (!device || parts_.registry.child(*device).link != kHostLink) return std::nullopt;
  return assignment_of(*device, parts_.registry, profiles_.host().for_adapter);
}

bool Population::lists(std::string_view thing) const {
  const auto device = parts_.registry.find(thing);
  return device && !parts_.registry.child(*device).learned;
}

bool Population::lists_on(std::string_view thing, std::string_view link) const {
  return lists(thing) && parts_.registry.child(*parts_.registry.find(thing)).link == link;
}

std::optional<DeviceId> Population::served(const LearnedChild& child) const {
  const auto device = parts_.registry.find(child.thing);
  if (!device) return std::nullopt;
  const Child& found = parts_.registry.child(*device);
  return found.learned && found.link == child.link ? device : std::nullopt;
}

std::optional<Assignment> Population::assignment(const LearnedChild& child) const {
  const auto device = served(child);
  return device ? assignment(*device, child.profile) : std::nullopt;
}

bool Population::may_serve(const LearnedChild& child) const {
  return ThingName::parse(child.thing) && profiles_.find(child.profile) != nullptr &&
         !parts_.registry.find(child.thing) && child.thing != host_thing_;
}

void Population::serve(const LearnedChild& child) {
  add(ThingName::parse(child.thing).value(), {child.link, profiles_.find(child.profile), 0, 0, true});
}

Population::Left Population::leave(const LearnedChild& child) {
  const auto device = served(child);
  if (!device) return {parts_.remembered.take(child.thing).record, {}};
  Left left{last_send(*device, parts_.ids, parts_.batcher.schedule(), now()),
            parts_.reports.give_up(*device)};
  parts_.registry.remove(*device);
  return left;
}

}  // namespace gatewarden::app
