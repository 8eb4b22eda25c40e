#include "gateway/app/children/population_change.hpp"

#include <algorithm>

namespace gatewarden::app {
namespace {

constexpr std::uint32_t kUnlisted = 0xffffffff;

}  // namespace

PopulationChange::PopulationChange(Population& population, const config::Fleet& fleet,
                                   const std::vector<MetricSpec>& host_metrics, ChildLinks& links)
    : population_(population), parts_(population.parts_), fleet_(fleet), links_(links) {
  population_.take_rules(fleet, host_metrics);
  listed_.assign(parts_.registry.device_bound(), kUnlisted);
}

// The next of `count`, as many as a turn has. True: those were the last.
template <class Each>
bool PopulationChange::walk(std::size_t count, Each each) {
  const std::size_t end = std::min(count, next_ + kTurn);
  for (; next_ < end; ++next_) each(next_);
  if (next_ < count) return false;
  next_ = 0;
  return true;
}

bool PopulationChange::look() {
  return walk(fleet_.children.size(), [&](std::size_t i) { look_at(static_cast<std::uint32_t>(i)); });
}

bool PopulationChange::go_on() {
  switch (step_) {
    case Step::served:
      if (walk(listed_.size(), [&](std::size_t i) { go_over(DeviceId{static_cast<std::uint32_t>(i)}); })) {
        enter_host();
        step_ = Step::listed;
      }
      break;
    case Step::listed:
      // In file order: ranks and ids must not depend on hashing.
      if (walk(fleet_.children.size(), [&](std::size_t i) { enter(fleet_.children[i]); })) {
        learned_left_ = parts_.learned.all().size();
        step_ = Step::learned;
      }
      break;
    case Step::learned:
      if (!enter_learned()) break;
      parts_.remembered.all_served();
      step_ = Step::done;
      break;
    case Step::done:
      break;
  }
  return step_ == Step::done;
}

void PopulationChange::look_at(std::uint32_t position) {
  const config::Child& entry = fleet_.children[position];
  const auto device = parts_.registry.find(entry.thing.text());
  if (!device || index_of(*device) >= listed_.size()) return;
  listed_[index_of(*device)] = position;
  const Child& child = parts_.registry.child(*device);
  if (child.learned && child.link == fleet_.links[entry.link].name &&
      child.profile->name == fleet_.profiles[entry.profile].name &&
      links_.hears(child.link, *device, entry.address))
    as_heard_.insert(child.thing.text());
}

// Null: it is not listed. The id may be another's since look(): a learned one's in the place of one that was forgotten.
const config::Child* PopulationChange::entry_of(DeviceId device) const {
  const std::uint32_t position = listed_[index_of(device)];
  if (position == kUnlisted) return nullptr;
  const config::Child& entry = fleet_.children[position];
  return entry.thing.text() == parts_.registry.child(device).thing.text() ? &entry : nullptr;
}

void PopulationChange::go_over(DeviceId device) {
  if (!parts_.registry.contains(device)) return;
  const config::Child* entry = entry_of(device);
  const auto wanted = entry ? std::optional(population_.wanted(fleet_, *entry))
                            : wanted_unlisted(parts_.registry.child(device));
  if (!wanted) return remove(device);
  const Fate fate =
      population_.fate(device, *wanted, as_heard_.contains(parts_.registry.child(device).thing.text()));
  if (fate != Fate::stays) note_unlisted(device, fate, *wanted);
  switch (fate) {
    case Fate::stays:
      ++change_.kept;
      return;
    case Fate::moves:
      return move(device, *wanted, *entry);
    case Fate::leaves:
      return begin_anew(device, *wanted, entry);
  }
}

// As they are served: the gateway itself, and learned ones.
std::optional<Population::Wanted> PopulationChange::wanted_unlisted(const Child& child) const {
  if (child.link == kHostLink && fleet_.gateway.host.enabled) return population_.wanted_host();
  if (child.learned) return population_.wanted({child.link, "", child.thing.text(), child.profile->name});
  return std::nullopt;
}

void PopulationChange::note_unlisted(DeviceId device, Fate fate, const Population::Wanted& wanted) {
  const Child& child = parts_.registry.child(device);
  if (!child.learned && child.link != kHostLink) return;
  change_.unlisted.push_back({child.thing.text(), child.link, fate, child.learned && !wanted.learned,
                              child.profile == wanted.profile->profile});
}

void PopulationChange::enter_host() {
  if (!fleet_.gateway.host.enabled || parts_.registry.find(population_.host_thing_)) return;
  const auto thing = ThingName::parse(population_.host_thing_, ThingName::Rule::unregistered);
  if (thing) add(*thing, population_.wanted_host(), nullptr);
}

void PopulationChange::enter(const config::Child& entry) {
  const auto device = parts_.registry.find(entry.thing.text());
  if (!device) return add(entry.thing, population_.wanted(fleet_, entry), &entry);
  if (!parts_.registry.child(*device).learned) return;
  // Learned between turns: to the operator it is new, as the file has it.
  begin_anew(*device, population_.wanted(fleet_, entry), &entry);
}

// From the last one on: between turns others may be learned, and when one is forgotten the last one gets its place.
bool PopulationChange::enter_learned() {
  const std::vector<LearnedChild>& all = parts_.learned.all();
  learned_left_ = std::min(learned_left_, all.size());
  for (std::size_t done = 0; learned_left_ > 0 && done < kTurn; ++done) {
    const LearnedChild& child = all[--learned_left_];
    if (parts_.registry.find(child.thing)) continue;
    const auto wanted = population_.wanted(child);
    const auto thing = ThingName::parse(child.thing, ThingName::Rule::unregistered);
    if (wanted && thing) add(*thing, *wanted, nullptr);
  }
  return learned_left_ == 0;
}

void PopulationChange::add(const ThingName& thing, const Population::Wanted& wanted,
                           const config::Child* entry) {
  const DeviceId device = population_.add(thing, wanted);
  ++change_.added;
  if (entry) serve(device, wanted, *entry);
}

void PopulationChange::remove(DeviceId device) {
  links_.release(parts_.registry.child(device).link, device);
  population_.remove(device);
  ++change_.removed;
}

void PopulationChange::begin_anew(DeviceId device, const Population::Wanted& wanted,
                                  const config::Child* entry) {
  const ThingName thing = parts_.registry.child(device).thing;
  remove(device);
  add(thing, wanted, entry);
}

void PopulationChange::move(DeviceId device, const Population::Wanted& wanted, const config::Child& entry) {
  const std::string before = parts_.registry.child(device).link;
  if (before != wanted.link) links_.release(before, device);
  population_.move(device, wanted);
  change_.moved.push_back(device);
  serve(device, wanted, entry);
}

void PopulationChange::serve(DeviceId device, const Population::Wanted& wanted, const config::Child& entry) {
  auto made = population_.assignment(device, wanted.profile->profile->name);
  if (!made) return;
  made->address = entry.address;
  links_.serve(wanted.link, *made);
}

}  // namespace gatewarden::app
