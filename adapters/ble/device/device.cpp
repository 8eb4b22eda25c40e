#include "adapters/ble/device/device.hpp"

#include "gateway/tls/digest.hpp"

namespace gatewarden::ble {
namespace {

constexpr int kSilentPeriods = 3;
constexpr std::size_t kDigest = 8;  // hex digits: enough to tell keys apart, too little to find one

std::string seconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

std::string Device::key_digest() const {
  if (!seal.key) return "";
  return sha256_hex({reinterpret_cast<const char*>(seal.key->bytes.data()), seal.key->size})
      .substr(0, kDigest);
}

void Device::recall(const std::string& text) {
  const DeviceRecord before = parse_device_record(text);
  if (before.traits) watch.traits = TraitWatch(*before.traits);
  if (!before.counter || before.counter->key != key_digest()) return;
  seal.ahead = AheadCounter(before.counter->last, before.counter->ahead);
  seal.state.counter = before.counter->ahead;
  seal.in_doubt_to = before.counter->ahead;
}

DeviceRecord Device::record() const {
  DeviceRecord now;
  if (seal.ahead.known()) now.counter = {key_digest(), seal.ahead.last(), seal.ahead.ceiling()};
  if (watch.traits.is_known()) now.traits = watch.traits.known();
  return now;
}

bool Device::is_silent(SteadyTime now) const {
  const Duration silence = now - last_heard;
  if (plan->profile().every > Duration::zero()) return silence > kSilentPeriods * plan->profile().every;
  const auto longest = watch.rate.longest_silence(1);
  return longest && silence > *longest;
}

std::string Device::fault_words() const {
  if (trouble.fault == Fault::none) return "";
  std::string words(to_text(trouble.fault));
  if (trouble.fault == Fault::replayed) {
    words += ": counter " + std::to_string(trouble.counter) + " is not above " +
             std::to_string(seal.state.counter.value_or(0));
  } else if (trouble.fault == Fault::no_key) {
    words += ": it encrypts, and the link's `keys` have none for it";
  } else if (trouble.fault == Fault::bad_mic) {
    words += ": its key does not fit, or another device speaks in its name";
  } else if (trouble.fault == Fault::downgrade) {
    words += ": it has a key and sent plain data";
  }
  return words;
}

DeviceSnapshot Device::snapshot(SteadyTime now) const {
  DeviceSnapshot shown;
  shown.samples = tally.samples;
  shown.last_fault = fault_words();
  for (std::size_t i = 1; i < kFaults; ++i) {
    shown.errors += tally.faults[i];
    if (tally.faults[i] > 0) shown.counters[std::string(to_text(static_cast<Fault>(i)))] = tally.faults[i];
  }
  for (std::size_t i = 0; i < kOwnValues; ++i) {
    if (tally.events[i] > 0) shown.counters[std::string(to_text(static_cast<OwnValue>(i)))] = tally.events[i];
  }
  shown.counters["advertisements"] = tally.advertisements;
  if (tally.too_weak > 0) shown.counters["too_weak"] = tally.too_weak;
  if (tally.too_fast > 0) shown.counters["too_fast"] = tally.too_fast;
  if (tally.in_doubt > 0) shown.counters["in_doubt"] = tally.in_doubt;
  if (trouble.lasts) shown.why = shown.last_fault;
  if (trouble.too_fast) shown.why = "more is sent in its name than is looked at";
  if (last_heard == SteadyTime{}) {
    if (shown.why.empty()) shown.why = "not heard since the gateway started";
    return shown;
  }
  shown.last_heard = last_heard;
  shown.state = shown.why.empty() ? DeviceState::online : DeviceState::degraded;
  if (!is_silent(now)) return shown;
  shown.state = DeviceState::offline;
  shown.why = "silent for " + seconds(now - last_heard) + (shown.why.empty() ? "" : "; " + shown.why);
  return shown;
}

}  // namespace gatewarden::ble
