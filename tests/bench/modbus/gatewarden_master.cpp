#include "tests/bench/modbus/gatewarden_master.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <string>

#include "adapters/modbus/poll/modbus_master.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"

namespace bench {
namespace {

using namespace gatewarden;

constexpr std::uint32_t kRegisters = 10;

// A reading's values arrive one by one; the first four are the farm's time stamp.
class StampSink final : public SampleSink {
 public:
  StampSink(Readings& readings, std::size_t units) : readings_(readings), left_(units), seen_(units) {}

  void accept(PointId point, Number value, SteadyTime) override {
    const std::uint32_t metric = index_of(point) % kRegisters;
    if (metric < 4) stamp_ = stamp_ << 16 | static_cast<std::uint64_t>(value.as_double());
    if (metric != kRegisters - 1) return;
    readings_.take(stamp_);
    if (left_ > 0) count_first(index_of(point) / kRegisters);
  }
  void accept(PointId, const ListValue&, SteadyTime) override {}
  void heard(DeviceId, SteadyTime) override {}

 private:
  void count_first(std::uint32_t device) {
    if (seen_[device]) return;
    seen_[device] = true;
    if (--left_ == 0) readings_.swept = steady_microseconds();
  }

  Readings& readings_;
  std::uint64_t stamp_ = 0;
  std::size_t left_;  // units without a value
  std::vector<bool> seen_;
};

std::shared_ptr<const AdapterProfile> ten_registers(std::chrono::nanoseconds every) {
  auto profile = std::make_shared<AdapterProfile>();
  profile->every = every;
  for (std::uint16_t i = 0; i < kRegisters; ++i) {
    modbus::ValueSource from;
    from.holding = i;
    profile->metrics.push_back("r" + std::to_string(i));
    profile->from.emplace_back(from);
  }
  return profile;
}

modbus::LinkSettings settings_of(const Scenario& scenario, std::uint16_t port) {
  modbus::LinkSettings settings;
  settings.tcp = {"127.0.0.1", port};
  settings.outstanding = scenario.outstanding;
  settings.spread = scenario.spread;
  settings.timeout = kTimeout;
  return settings;
}

}  // namespace

void run_gatewarden(const Scenario& scenario, const std::vector<std::uint16_t>& ports, Readings& readings) {
  log::set_level(log::Level::error);  // dead units belong to the work
  boost::asio::io_context io(1);
  SystemClock clock(io);
  StampSink sink(readings, ports.size() * scenario.units);
  modbus::ModbusMaster master(clock, io);
  // At saturation every unit is always due.
  const auto profile =
      ten_registers(scenario.period.count() > 0 ? scenario.period : std::chrono::microseconds(20));
  std::vector<std::unique_ptr<Link>> links;
  std::uint32_t device = 0;
  for (const std::uint16_t port : ports) {
    links.push_back(master.link("line-" + std::to_string(links.size()), settings_of(scenario, port), sink));
    std::vector<Assignment> assignments;
    for (unsigned unit = 1; unit <= scenario.units; ++unit, ++device) {
      assignments.push_back({DeviceId{device}, PointId{device * kRegisters},
                             "plant:meter-" + std::to_string(device), profile,
                             modbus::UnitAddress{static_cast<std::uint8_t>(unit)}});
    }
    links.back()->assign(std::move(assignments));
    links.back()->start();
  }
  boost::asio::signal_set stop(io, SIGTERM);
  stop.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
  io.run();
  for (const auto& link : links) {
    const LinkSnapshot shown = link->snapshot();
    const auto delay = shown.counters.find("start_delay_p99_us");
    readings.errors += shown.errors;
    if (delay != shown.counters.end() && delay->second > readings.start_delay_p99) {
      readings.start_delay_p99 = delay->second;
    }
  }
}

}  // namespace bench
