#include "adapters/ble/device/intake.hpp"

#include "adapters/ble/formats/formats.hpp"
#include "adapters/ble/gatt/gatt_values.hpp"
#include "adapters/ble/identity/identity_table.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::ble {

void Intake::take(Device& device, const Heard& heard) {
  const Advertisement& told = heard.told();
  if (told.rssi && device.plan->settings().rssi_floor && *told.rssi < *device.plan->settings().rssi_floor) {
    ++device.tally.too_weak;
    return;
  }
  Happened happened;
  ++device.tally.advertisements;
  device.watch.rate.heard();
  place(device, heard, happened);
  alive_ = !device.seal.key;
  device.trouble.too_fast = !parts_.budget.takes(device.taken, told.at);
  if (device.trouble.too_fast) {
    ++device.tally.too_fast;
  } else if (told.at >= device.next_due) {
    parts_.budget.took(device.taken, told.payload.size(), 1, 0, told.at);
    decode_all(device, heard, happened);
  }
  if (alive_) {
    device.last_heard = told.at;
    parts_.sink.heard(device.id, told.at);
  }
  count(device, happened, told.at);
}

// Of what was just decoded.
bool Intake::is_alive(const Device& device) const {
  switch (decoded_.fault) {
    case Fault::replayed:
    case Fault::bad_mic:
    case Fault::downgrade:
    case Fault::address_mismatch:
      return false;
    default:
      return !device.seal.key || (decoded_.authenticated && !decoded_.repeated);
  }
}

// Where it is, by its address and by how strongly it is received.
void Intake::place(Device& device, const Heard& heard, Happened& happened) const {
  const Advertisement& told = heard.told();
  if (told.rssi) {
    if (device.watch.rssi.heard(told.adapter, *told.rssi)) happened.add(OwnValue::rssi_jump);
    device.plan->hand_on(OwnValue::rssi, Number::integer(*told.rssi), device.first, told.at, parts_.sink);
  }
  switch (device.watch.addresses.heard(key_of(told.address), told.at)) {
    case AddressHistory::Sighting::same:
      break;
    case AddressHistory::Sighting::moved:
      happened.add(OwnValue::address_changes);
      break;
    case AddressHistory::Sighting::conflict:
      happened.add(OwnValue::identity_conflicts);
      break;
  }
}

void Intake::decode_all(Device& device, const Heard& heard, Happened& happened) {
  decoded_.clear();
  const Packet packet{heard.elements(), heard.told().address, heard.told().at};
  const auto& own = device.plan->settings().slice;
  const auto formats = device.plan->formats();
  bool any = false;
  for (const Format* format : formats) {
    if (!format->recognises(packet.elements)) continue;
    decode(packet, device.seal.state, decoded_, format);
    any = conclude(device, heard, happened) || any;
  }
  if (own && recognises(*own, packet.elements)) {
    decoded_.clear();
    decode(*own, packet, device.seal.state, decoded_);
    any = conclude(device, heard, happened) || any;
  }
  if (any) return;
  if (own || !formats.empty()) return decode_foreign(device, heard, happened);
  decode(packet, device.seal.state, decoded_);
  conclude(device, heard, happened);
}

// In none of its formats: which one it is tells whether that is a change.
void Intake::decode_foreign(Device& device, const Heard& heard, Happened& happened) {
  SenderState untouched;
  decode({heard.elements(), heard.told().address, heard.told().at}, untouched, decoded_);
  judge_traits(device, heard, happened);
}

bool Intake::conclude(Device& device, const Heard& heard, Happened& happened) {
  const SteadyTime at = heard.told().at;
  judge(device, heard, happened);
  alive_ = is_alive(device);
  if (decoded_.format.empty()) return false;
  if (decoded_.repeated) return true;
  const std::size_t handed = device.plan->hand_on(decoded_.values(), device.first, at, parts_.sink);
  device.tally.samples += handed;
  samples_ += handed;
  // An old packet is somebody else's: it says nothing of how the device is.
  if (decoded_.fault != Fault::replayed) device.trouble.lasts = handed == 0 && decoded_.fault != Fault::none;
  // What brings nothing does not use up the turn of what follows.
  if (handed > 0) device.next_due = at + device.plan->settings().min_interval;
  return true;
}

void Intake::judge(Device& device, const Heard& heard, Happened& happened) {
  judge_traits(device, heard, happened);
  judge_counter(device, heard, happened);
  if (decoded_.downgraded || decoded_.fault == Fault::downgrade) happened.add(OwnValue::downgrades);
  if (decoded_.address_differs || decoded_.fault == Fault::address_mismatch)
    happened.add(OwnValue::address_mismatches);
  if (decoded_.fault == Fault::bad_mic) happened.add(OwnValue::bad_mic);
  if (decoded_.fault == Fault::none) return;
  ++device.tally.faults[static_cast<std::size_t>(decoded_.fault)];
  ++faults_;
  device.trouble.fault = decoded_.fault;
  device.trouble.counter = decoded_.counter.value_or(0);
}

void Intake::judge_counter(Device& device, const Heard& heard, Happened& happened) const {
  if (decoded_.repeated || decoded_.fault == Fault::bad_mic) return;
  const SteadyTime at = heard.told().at;
  if (decoded_.fault == Fault::replayed) {
    // After a crash: it may be the first time that it is heard.
    const bool in_doubt = decoded_.counter && *decoded_.counter <= device.seal.in_doubt_to &&
                          *decoded_.counter > device.seal.ahead.last();
    in_doubt ? void(++device.tally.in_doubt) : happened.add(OwnValue::replays);
    return;
  }
  switch (device.watch.counters.saw(decoded_, heard.told().adapter, at)) {
    case CounterWatch::Fall::none:
      break;
    case CounterWatch::Fall::reboot:
      happened.add(OwnValue::reboots);
      break;
    case CounterWatch::Fall::out_of_order:
      happened.add(OwnValue::out_of_order);
      break;
  }
  const bool counts = decoded_.authenticated && decoded_.counter && decoded_.counter_bits > 8;
  if (!counts || decoded_.fault == Fault::downgrade) return;
  if (device.seal.ahead.accepted(*decoded_.counter, at)) remember(device);
}

void Intake::judge_traits(Device& device, const Heard& heard, Happened& happened) const {
  const auto changes = device.watch.traits.saw(heard.elements(), decoded_.format, heard.told().at);
  if (changes.services > 0) happened.add(OwnValue::new_service_ids);
  if (changes.companies > 0) happened.add(OwnValue::new_manufacturer_ids);
  if (changes.name) happened.add(OwnValue::name_changes);
  if (changes.format) happened.add(OwnValue::format_changes);
  if (device.watch.traits.became_known(heard.told().at) || changes.any()) remember(device);
}

// One advertisement is one event of a kind at most.
void Intake::count(Device& device, const Happened& happened, SteadyTime at) const {
  device.plan->hand_on_counts(happened.bits(), device.first, at, parts_.sink);
  std::string what;
  for (std::size_t i = static_cast<std::size_t>(OwnValue::rssi_jump); i < kOwnValues; ++i) {
    if ((happened.bits() >> i & 1) == 0) continue;
    ++device.tally.events[i];
    what += (what.empty() ? "" : ", ") + std::string(to_text(static_cast<OwnValue>(i)));
  }
  if (what.empty() || !parts_.budget.says(device.lines, at)) return;
  log::warning("ble", "child_suspicious",
               {{"link", parts_.link}, {"thing", device.thing}, {"what", what}, {"format", decoded_.format}});
}

void Intake::close_window(Device& device, Duration window, double coverage, SteadyTime now) const {
  const auto hand_on = [&](OwnValue value, double number) {
    device.plan->hand_on(value, Number::real(number), device.first, now, parts_.sink);
  };
  hand_on(OwnValue::air_coverage, 100 * coverage);
  if (const auto rate = device.watch.rate.close(window, coverage)) {
    hand_on(OwnValue::rate, rate->a_minute);
    if (rate->to_habit) hand_on(OwnValue::rate_to_habit, *rate->to_habit);
  }
  const auto longest = device.watch.rate.longest_silence(coverage);
  if (longest && device.plan->profile().every == Duration::zero()) parts_.sink.expect(device.id, *longest);
}

void Intake::take(Device& device, const Uuid& characteristic, Bytes value, SteadyTime at) {
  for (const ProfilePlan::Asked& asked : device.plan->asked()) {
    if (asked.from->gatt != characteristic) continue;
    decoded_.clear();
    // What GATT describes needs no slice.
    if (asked.from->is_sliced() || !decode_characteristic(characteristic, value, decoded_)) {
      if (const auto content = read_slice(*asked.from, value, decoded_)) decoded_.add_nth({}, *content);
    }
    if (decoded_.fault != Fault::none) ++device.tally.faults[static_cast<std::size_t>(decoded_.fault)];
    if (decoded_.values().empty()) continue;
    const bool handed = ProfilePlan::hand_on(decoded_.values().front(), device.first + asked.metric,
                                             asked.is_list, at, parts_.sink);
    device.tally.samples += handed;
    samples_ += handed;
  }
}

void Intake::remember(const Device& device) const {
  if (parts_.memory) parts_.memory->remember(device.thing, to_text(device.record()));
}

}  // namespace gatewarden::ble
