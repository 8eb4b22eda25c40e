#include "adapters/host/host_link.hpp"

#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "adapters/host/host_metrics.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::host {
namespace {

class HostLink final : public Link {
 public:
  HostLink(HostSettings settings, SampleSink& sink, Clock& clock)
      : settings_(std::move(settings)),
        sink_(sink),
        clock_(clock),
        sampler_(settings_.sources),
        timer_(clock.timer([this] { tick(); })) {}

  void start() override {
    if (running_) return;
    running_ = true;
    due_ = clock_.now();
    tick();
  }
  void stop() override {
    running_ = false;
    timer_->cancel();
  }
  // Points with unknown names stay unknown.
  void assign(std::vector<Assignment> devices) override {
    fields_.clear();
    device_.reset();
    if (devices.empty()) return;
    device_ = devices.front().device;
    first_ = devices.front().first;
    for (const std::string& name : devices.front().profile->metrics) fields_.push_back(point_of(name));
  }
  void release(DeviceId device) override {
    if (device_ == device) assign({});
  }
  std::uint64_t samples() const override { return count_.samples; }
  LinkSnapshot snapshot() const override {
    LinkSnapshot shot;
    shot.name = "host";
    shot.protocol = "host";
    shot.endpoint = settings_.sources.root;
    shot.state = running_ ? LinkState::connected : LinkState::stopped;
    shot.why = why();
    shot.devices = device_ ? 1 : 0;
    shot.samples = count_.samples;
    shot.errors = count_.errors;
    shot.counters = {{"readings", count_.readings}};
    return shot;
  }
  DeviceSnapshot device(DeviceId device) const override {
    DeviceSnapshot shot;
    if (device_ != device) return shot;
    shot.origin = "host";
    shot.samples = count_.samples;
    shot.errors = count_.errors;
    shot.last_heard = last_;
    shot.why = why();
    if (last_) shot.state = unread_.empty() ? DeviceState::online : DeviceState::degraded;
    return shot;
  }

 private:
  void tick() {
    read();
    due_ += settings_.every;
    const SteadyTime now = clock_.now();
    // After a sleep of the machine: one reading, not all missed ones.
    if (due_ <= now) due_ = now + settings_.every;
    timer_->arm(due_);
  }

  void read() {
    const HostReading reading = sampler_.read();
    ++count_.readings;
    say_counted(reading.counted);
    if (!device_) return;
    const SteadyTime at = clock_.now();
    last_ = at;
    sink_.heard(*device_, at);
    const std::map<HostPoint, std::string> before = std::exchange(unread_, {});
    for (std::uint32_t i = 0; i < fields_.size(); ++i) {
      if (!fields_[i]) continue;
      std::visit([&](auto field) { hand_on(field, reading, first_ + i, at); }, *fields_[i]);
    }
    count_.errors += unread_.size();
    std::set<std::string_view> told;  // one file may fail several metrics
    for (const auto& [field, text] : unread_) {
      if (before.count(field) == 0 && told.insert(text).second)
        log::warning("host", "reading_failed", {{"why", text}});
    }
  }

  // An operator shall see what the traffic is the sum of.
  void say_counted(const std::vector<std::string>& now) {
    if (counted_ == now) return;
    counted_ = now;
    std::string names;
    for (const std::string& name : *counted_) names += (names.empty() ? "" : " ") + name;
    log::info("host", "traffic_counted", {{"interfaces", names}});
  }

  void hand_on(HostField field, const HostReading& reading, PointId point, SteadyTime at) {
    switch (field) {
      case HostField::listening_tcp_ports:
        return give(field, reading.tcp, [&](const TcpSockets& tcp) { list(point, tcp.listening, at); });
      case HostField::listening_udp_ports:
        return give(field, reading.udp, [&](const PortList& udp) { list(point, udp, at); });
      case HostField::established_connections:
        return give(field, reading.tcp, [&](const TcpSockets& tcp) { list(point, tcp.established, at); });
      case HostField::bytes_in:
        return counter(field, reading, &TrafficTotals::bytes_in, point, at);
      case HostField::bytes_out:
        return counter(field, reading, &TrafficTotals::bytes_out, point, at);
      case HostField::packets_in:
        return counter(field, reading, &TrafficTotals::packets_in, point, at);
      case HostField::packets_out:
        return counter(field, reading, &TrafficTotals::packets_out, point, at);
    }
  }
  void hand_on(std::size_t gauge, const HostReading& reading, PointId point, SteadyTime at) {
    give(gauge, reading.gauges.at(gauge), [&](const std::optional<double>& value) {
      if (value) number(point, Number::real(*value), at);
    });
  }

  template <class Value, class Take>
  void give(HostPoint field, const Result<Value>& read, Take take) {
    if (read) {
      take(*read);
    } else {
      unread_.emplace(field, read.error());
    }
  }
  void counter(HostField field, const HostReading& reading, std::uint64_t TrafficTotals::*which,
               PointId point, SteadyTime at) {
    give(field, reading.traffic,
         [&](const TrafficTotals& totals) { number(point, Number::natural(totals.*which), at); });
  }
  void number(PointId point, Number value, SteadyTime at) {
    ++count_.samples;
    sink_.accept(point, value, at);
  }
  template <class List>
  void list(PointId point, const List& value, SteadyTime at) {
    ++count_.samples;
    sink_.accept(point, ListValue(value), at);
  }
  std::string why() const { return unread_.empty() ? std::string() : unread_.begin()->second; }

  HostSettings settings_;
  SampleSink& sink_;
  Clock& clock_;
  HostSampler sampler_;
  std::unique_ptr<Timer> timer_;
  bool running_ = false;
  SteadyTime due_{};

  std::optional<DeviceId> device_;
  PointId first_{};
  std::vector<std::optional<HostPoint>> fields_;
  std::map<HostPoint, std::string> unread_;          // what failed last, and why
  std::optional<std::vector<std::string>> counted_;  // nothing: no reading yet
  std::optional<SteadyTime> last_;
  struct {
    std::uint64_t readings = 0, samples = 0, errors = 0;
  } count_;
};

}  // namespace

std::unique_ptr<Link> make_host_link(HostSettings settings, SampleSink& sink, Clock& clock) {
  return std::make_unique<HostLink>(std::move(settings), sink, clock);
}

}  // namespace gatewarden::host
