#include "adapters/local_mqtt/child_health.hpp"

namespace gatewarden::local_mqtt {
namespace {

constexpr int kLatePeriods = 3;
constexpr int kSilentPeriods = 10;

}  // namespace

void ChildHealth::took(const Reading& reading) {
  samples_ += reading.samples;
  if (reading.clean()) {
    if (faults_) faults_->latest = false;
    return;
  }
  if (!faults_) faults_ = std::make_unique<Faults>();
  faults_->counts.add(reading.faults);
  faults_->example = reading.example.substr(0, kMaxExample);
  faults_->latest = true;
}

DeviceSnapshot ChildHealth::snapshot(Duration every, SteadyTime now, const std::string& link_down) const {
  DeviceSnapshot shown;
  shown.samples = samples_;
  if (faults_) {
    shown.errors = faults_->counts.total();
    shown.counters = faults_->counts.by_name();
  }
  if (last_heard_ == SteadyTime{}) {
    shown.why =
        link_down.empty() ? "nothing was published to its topic since the gateway started" : link_down;
    return shown;
  }
  shown.last_heard = last_heard_;
  shown.state = DeviceState::online;
  if (faults_ && faults_->latest) {
    shown.state = DeviceState::degraded;
    shown.why = faults_->example;
  }
  const Duration silence = now - last_heard_;
  if (every.count() > 0 && silence > kLatePeriods * every) {
    shown.state = silence > kSilentPeriods * every ? DeviceState::offline : DeviceState::degraded;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
    shown.why = "silent for " + std::to_string(seconds) + " s";
    if (!link_down.empty()) shown.why += "; " + link_down;
  }
  return shown;
}

}  // namespace gatewarden::local_mqtt
