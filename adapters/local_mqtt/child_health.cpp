#include "adapters/local_mqtt/child_health.hpp"

namespace gatewarden::local_mqtt {
namespace {

constexpr int kSilentPeriods = 3;
constexpr std::uint32_t kEmptyInARow = 3;   // payloads without a wanted key
constexpr std::uint32_t kInVainInARow = 3;  // payloads without a value
constexpr std::uint32_t kFaultyInARow = 3;  // payloads that lose something

}  // namespace

bool ChildHealth::took(const Reading& reading) {
  samples_ += reading.samples;
  if (reading.clean() && reading.missing == 0) {
    if (faults_) faults_->latest = false, faults_->empty = 0, faults_->in_vain = 0, faults_->faulty = 0;
    return false;
  }
  if (!faults_) faults_ = std::make_unique<Faults>();
  faults_->counts.add(reading.faults);
  faults_->missing += reading.missing;
  faults_->latest = reading.faults.lost() > 0;
  faults_->faulty = faults_->latest ? faults_->faulty + 1 : 0;
  faults_->empty = reading.has_none ? faults_->empty + 1 : 0;
  if (!reading.has_none && !reading.clean()) keep(reading.example, to_string(reading.fault), " at ");
  if (reading.samples > 0) {
    faults_->in_vain = 0;
  } else if (faults_->latest || reading.has_none) {
    ++faults_->in_vain;
  }
  return reading.has_none &&
         (faults_->empty == (samples_ > 0 ? kEmptyInARow : 1) || faults_->in_vain == kInVainInARow);
}

void ChildHealth::explain(const Explanation& none) { keep(none, "none", " of "); }

void ChildHealth::keep(const Explanation& example, std::string_view fault, std::string_view before_place) {
  faults_->example.assign(example.words, 0, kMaxExample);
  faults_->why.assign(fault);
  if (!example.place.empty()) faults_->why.append(before_place).append(example.place);
}

std::optional<ChildHealth::News> ChildHealth::news(SteadyTime at) {
  if (!faults_) return std::nullopt;
  News now = faults_->said;
  if (faults_->in_vain >= kInVainInARow) {
    now = News::in_vain;
  } else if (faults_->in_vain == 0 && faults_->faulty >= kFaultyInARow) {
    now = News::faulty;
  } else if (faults_->in_vain == 0 && faults_->faulty == 0) {
    now = News::well;
  }
  if (now == faults_->said) return std::nullopt;
  if (faults_->said_at != SteadyTime{} && at - faults_->said_at < kQuiet) return std::nullopt;
  faults_->said_at = at;
  faults_->said = now;
  return now;
}

bool ChildHealth::is_doubtful() const {
  if (!faults_) return false;
  return faults_->latest || faults_->empty >= kEmptyInARow || (faults_->empty > 0 && samples_ == 0);
}

DeviceSnapshot ChildHealth::snapshot(Duration every, SteadyTime now, const std::string& link_down) const {
  DeviceSnapshot shown;
  shown.samples = samples_;
  if (faults_) {
    shown.errors = faults_->counts.lost();
    shown.counters = faults_->counts.by_name();
    if (faults_->missing > 0) shown.counters["missing"] = faults_->missing;
    shown.last_fault = faults_->example;
  }
  if (last_heard_ == SteadyTime{}) {
    shown.why = passed_by_ ? "no payload on its topic had a key of its own since the gateway started"
                           : "nothing was published to its topic since the gateway started";
    if (!link_down.empty()) shown.why = link_down;
    return shown;
  }
  shown.last_heard = last_heard_;
  shown.state = DeviceState::online;
  if (is_doubtful()) {
    shown.state = DeviceState::degraded;
    shown.why = faults_->example;
  }
  const Duration silence = now - last_heard_;
  if (every.count() > 0 && silence > kSilentPeriods * every) {
    shown.state = DeviceState::offline;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
    shown.why = "silent for " + std::to_string(seconds) + " s";
    if (!link_down.empty()) shown.why += "; " + link_down;
  }
  return shown;
}

}  // namespace gatewarden::local_mqtt
