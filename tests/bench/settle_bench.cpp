// registry + report: the cost of a sample on its way into an open report, and of closing one. A counting
// allocator shows that numbers allocate nothing; google-benchmark prints CPU time per sample.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <new>

#include "gateway/report/open_reports.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace gatewarden {
namespace {

constexpr Aggregate kAggregates[] = {Aggregate::last, Aggregate::min,   Aggregate::max,   Aggregate::mean,
                                     Aggregate::sum,  Aggregate::count, Aggregate::delta, Aggregate::rate,
                                     Aggregate::mean, Aggregate::last};

struct Fleet {
  explicit Fleet(std::uint32_t size) : reports(registry, std::chrono::minutes(5), 1) {
    auto profile = std::make_shared<Profile>();
    profile->name = "meter";
    for (unsigned i = 0; i < 10; ++i) {
      MetricSpec spec;
      spec.name = "metric_" + std::to_string(i);
      spec.aggregate = kAggregates[i];
      profile->metrics.push_back(spec);
    }
    for (std::uint32_t i = 0; i < size; ++i) {
      auto name = ThingName::parse("plant7-gw:meter-" + std::to_string(i));
      devices.push_back(registry.add({*name, profile, "hall-a", false}).value());
    }
  }
  Registry registry;
  OpenReports reports;
  std::vector<DeviceId> devices;
};

// Samples arrive child by child, as from polls of ten registers.
void settle(benchmark::State& state) {
  Fleet fleet(static_cast<std::uint32_t>(state.range(0)));
  SteadyTime now{std::chrono::hours(1)};
  std::uint64_t value = 0;
  std::size_t child = 0;
  const std::size_t before = allocations;
  for (auto _ : state) {
    const PointId first = fleet.registry.first_point(fleet.devices[child]);
    now += std::chrono::microseconds(10);
    for (std::uint32_t metric = 0; metric < 10; ++metric)
      fleet.reports.accept(first + metric, Number::natural(++value), now);
    if (++child == fleet.devices.size()) child = 0;
  }
  state.counters["allocations/sample"] =
      static_cast<double>(allocations - before) / (10.0 * static_cast<double>(state.iterations()));
  state.counters["CPU/sample"] =
      benchmark::Counter(10.0 * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(settle)->Arg(1)->Arg(1000)->Arg(10'000);

// Ten samples, then the report is closed and encoded: all it costs before the connection.
void close_and_encode(benchmark::State& state) {
  Fleet fleet(1000);
  SteadyTime now{std::chrono::hours(1)};
  Report report;
  std::string bytes;
  std::uint64_t value = 0;
  std::size_t child = 0;
  for (auto _ : state) {
    const DeviceId device = fleet.devices[child];
    const PointId first = fleet.registry.first_point(device);
    now += std::chrono::microseconds(10);
    for (std::uint32_t metric = 0; metric < 10; ++metric)
      fleet.reports.accept(first + metric, Number::natural(++value), now);
    fleet.reports.close(device, now, report);
    encode_report(report, Format::cbor, KeyNames::short_names, bytes);
    benchmark::DoNotOptimize(bytes.data());
    if (++child == fleet.devices.size()) child = 0;
  }
}
BENCHMARK(close_and_encode);

}  // namespace
}  // namespace gatewarden

BENCHMARK_MAIN();
