#include "adapters/ble/radio/bluez_adapters.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/ble/radio/bluez_answers.hpp"
#include "adapters/ble/radio/known_devices.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::ble {

namespace {

constexpr Duration kPatience = std::chrono::seconds(10);
constexpr Duration kShortest = std::chrono::milliseconds(20);  // between two runs
constexpr int kVerbsAtOnce = 8;

// Each entry takes away one of the ways in which BlueZ hides advertisements: pauses and beacons without flags; equal ones;
// those whose strength changed little.
const BusOptions kFilter{
    {"Transport", std::string("le")}, {"DuplicateData", true}, {"RSSI", std::int16_t{-127}}};

bool is_monitored(const BluezSettings& settings) {
  return settings.by == BluezSettings::By::monitor && !settings.patterns.empty();
}

}  // namespace

BluezAdapters::BluezAdapters(Bus& bus, Clock& clock, const BluezSettings& settings, Others others)
    : bus_(bus),
      clock_(clock),
      settings_(settings),
      others_(std::move(others)),
      choice_(settings.adapters),
      timer_(clock.timer([this] { run(); })) {}

void BluezAdapters::start() {
  if (adapters_.empty()) vacant();  // so that time without an adapter counts
}

void BluezAdapters::are(std::map<std::uint16_t, AdapterNews> there) {
  there_ = std::move(there);
  choose();
}

void BluezAdapters::came(std::uint16_t number, const AdapterNews& news) {
  if (there_.size() >= kMaxAdapters) return;
  there_[number] = news;
  choose();
}

void BluezAdapters::left(std::uint16_t number) {
  if (there_.erase(number) > 0) choose();
}

void BluezAdapters::changed(std::uint16_t number, const AdapterNews& news) {
  const auto known = there_.find(number);
  if (known == there_.end()) return;
  if (news.powered) known->second.powered = news.powered;
  if (news.discovering) known->second.discovering = news.discovering;
  AdapterCourse* its = course(number);
  if (!its) return;
  if (news.powered) its->powered(*news.powered, clock_.now());
  if (news.discovering) its->discovering(*news.discovering, clock_.now());
  run();
}

void BluezAdapters::all_left(const std::string& why) {
  there_.clear();
  for (const auto& adapter : adapters_) leave(*adapter, why);
  run();
}

void BluezAdapters::patterns_changed() {
  for (const auto& adapter : adapters_) adapter->course.listen_by(is_monitored(settings_));
  run();
}

void BluezAdapters::leave(Adapter& adapter, const std::string& why) {
  ++adapter.tasks;
  adapter.course.vanished(why, clock_.now());
  if (adapter.number != kNone) others_.went(std::exchange(adapter.number, kNone));
}

// One whose adapter went takes the one that comes in its place.
void BluezAdapters::choose() {
  std::map<std::uint16_t, std::string> addresses;
  for (const auto& [number, news] : there_) addresses[number] = news.address.value_or("");
  const auto chosen = choice_.among(addresses);
  for (const auto& adapter : adapters_) {
    if (adapter->number == kNone || std::count(chosen.begin(), chosen.end(), adapter->number) > 0) continue;
    leave(*adapter,
          "the adapter hci" + std::to_string(adapter->number) + " went away: it was unplugged, or was reset");
  }
  for (const std::uint16_t number : chosen) {
    Adapter* adapter = find(number);
    if (!adapter) adapter = &vacant();
    adapter->number = number;
    const AdapterNews& news = there_[number];
    adapter->course.appeared(news.powered.value_or(false), news.discovering.value_or(false), clock_.now());
  }
  run();
}

BluezAdapters::Adapter& BluezAdapters::vacant() {
  if (Adapter* found = find(kNone)) return *found;
  const AdapterCourse::Rules rules{is_monitored(settings_), settings_.power_cycle};
  return *adapters_.emplace_back(
      std::make_unique<Adapter>(Adapter{kNone, AdapterCourse(rules, clock_.now()), 0, {}, {}}));
}

BluezAdapters::Adapter* BluezAdapters::find(std::uint16_t number) {
  for (const auto& adapter : adapters_) {
    if (adapter->number == number) return adapter.get();
  }
  return nullptr;
}

AdapterCourse* BluezAdapters::course(std::uint16_t number) {
  Adapter* adapter = number == kNone ? nullptr : find(number);
  return adapter ? &adapter->course : nullptr;
}

const AdapterCourse* BluezAdapters::course(std::uint16_t number) const {
  return const_cast<BluezAdapters*>(this)->course(number);
}

void BluezAdapters::run() {
  if (std::exchange(executing_, true)) return;
  const std::unique_ptr<bool, void (*)(bool*)> until_left(&executing_, [](bool* is) { *is = false; });
  SteadyTime due = SteadyTime::max();
  for (const auto& adapter : adapters_) {
    for (int left = kVerbsAtOnce; left > 0; --left) {
      const Verb verb = adapter->course.next(clock_.now(), elsewhere(*adapter));
      if (verb == Verb::none) break;
      execute(*adapter, verb);
    }
    say(*adapter);
    due = std::min(due, adapter->course.due());
  }
  if (!adapters_.empty()) timer_->arm(std::max(due, clock_.now() + kShortest));
}

void BluezAdapters::execute(Adapter& adapter, Verb verb) {
  ++adapter.tasks;
  switch (verb) {
    case Verb::set_filter:
      return ask(adapter, kAdapter, "SetDiscoveryFilter", {kFilter});
    case Verb::start_discovery:
      return ask(adapter, kAdapter, "StartDiscovery", {});
    case Verb::stop_discovery:
      return ask(adapter, kAdapter, "StopDiscovery", {});
    case Verb::power_on:
    case Verb::power_off:
      return ask(adapter, kProperties, "Set",
                 {std::string(kAdapter), std::string("Powered"), BusOption(verb == Verb::power_on)});
    case Verb::offer_monitor:
      return offer_monitor(adapter);
    case Verb::withdraw_monitor:
      bus_.withdraw_monitor(adapter.monitor);
      return ask(adapter, kMonitorManager, "UnregisterMonitor", {BusPath{adapter.monitor}});
    case Verb::look_again:
      adapter.course.answered(Outcome::done, "", clock_.now());
      return others_.look_again();
    case Verb::reconnect:
      adapter.course.answered(Outcome::done, "", clock_.now());
      if (!another_is_well(adapter)) bus_.renew();
      return;
    case Verb::none:
      return;
  }
}

void BluezAdapters::ask(Adapter& adapter, const char* interface, const char* member,
                        std::vector<BusArgument> arguments) {
  bus_.call({path_of_adapter(adapter.number), interface, member, std::move(arguments), kPatience},
            [this, &adapter, task = adapter.tasks](Reader*, const BusError* error) {
              if (task != adapter.tasks) return;
              adapter.course.answered(outcome_of(error), error ? words_of(*error) : "", clock_.now());
              run();
            });
}

// At a path of its own each time: the one before may not be gone yet.
void BluezAdapters::offer_monitor(Adapter& adapter) {
  adapter.monitor = "/org/gatewarden/monitor" + std::to_string(++monitors_);
  const auto told = [this, &adapter, monitor = adapter.monitor](bool active) {
    if (adapter.monitor != monitor) return;
    adapter.course.monitor(active, clock_.now());
    run();
  };
  if (!bus_.offer_monitor(adapter.monitor, settings_.patterns, told)) {
    return adapter.course.answered(Outcome::failed, "the bus takes no object of ours", clock_.now());
  }
  ask(adapter, kMonitorManager, "RegisterMonitor", {BusPath{adapter.monitor}});
}

bool BluezAdapters::another_is_well(const Adapter& adapter) const {
  return std::any_of(adapters_.begin(), adapters_.end(), [&](const auto& each) {
    return each.get() != &adapter && each->course.is_listening() && !each->course.is_silent();
  });
}

Elsewhere BluezAdapters::elsewhere(const Adapter& adapter) const {
  if (others_.heard_elsewhere && others_.heard_elsewhere(adapter.number)) return Elsewhere::heard;
  const bool others = std::any_of(adapters_.begin(), adapters_.end(), [&](const auto& each) {
    return each.get() != &adapter && each->course.is_listening();
  });
  return others ? Elsewhere::quiet : Elsewhere::unknown;
}

// A trouble once, and its end.
void BluezAdapters::say(Adapter& adapter) {
  if (adapter.course.why() == adapter.said) return;
  adapter.said = adapter.course.why();
  const std::string name = adapter.number == kNone ? "none" : "hci" + std::to_string(adapter.number);
  if (adapter.said.empty()) {
    log::info("ble", "radio_recovered", {{"adapter", name}});
  } else {
    log::warning("ble", "radio_troubled", {{"adapter", name}, {"why", adapter.said}});
  }
}

void BluezAdapters::describe(RadioSnapshot& snapshot) const {
  snapshot.state = LinkState::waiting;
  snapshot.coverage = 0;
  for (const auto& adapter : adapters_) {
    const AdapterCourse& course = adapter->course;
    if (adapter->number != kNone) {
      const auto known = there_.find(adapter->number);
      if (!snapshot.endpoint.empty()) snapshot.endpoint += ", ";
      snapshot.endpoint += "hci" + std::to_string(adapter->number);
      if (known != there_.end() && known->second.address)
        snapshot.endpoint += " (" + *known->second.address + ")";
      snapshot.endpoint += course.by_monitor() ? " by monitor" : " by discovery";
    }
    if (course.state() == LinkState::connected || snapshot.state == LinkState::waiting)
      snapshot.state = course.state();
    if (snapshot.why.empty()) snapshot.why = course.why();
    snapshot.coverage = std::max(snapshot.coverage, course.coverage(clock_.now()));
    for (const auto& [name, count] : course.counters()) snapshot.counters[name] += count;
  }
  for (const std::string& missing : choice_.missing()) {
    if (snapshot.why.empty()) snapshot.why = "BlueZ has no adapter " + missing;
  }
}

}  // namespace gatewarden::ble
