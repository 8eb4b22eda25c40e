// A fleet's samples settle, reports leave through a real connection (Paho, mosquitto), and the stand-in
// answers, at the highest rate the service allows. Prints CPU, memory and lateness of reports, beside what
// broker and a bare publisher of the same bytes could do.
//
//   fleet_bench [--seconds N]     15,000 children x 10 metrics with answers, then 30,000 without
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "gateway/base/system_clock.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/uplink/uplink.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/bench/uplink/stand_in_process.hpp"
#include "tests/support/mosquitto_broker.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr double kRate = 95;  // publishes/s, of the service's 100
constexpr std::uint32_t kMetrics = 10;
constexpr Duration kSamplePeriod = 10s;

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0, resident = 0;
  statm >> pages >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

struct Bench final : OutcomeSink {
  Bench(std::uint32_t children, bool answers, std::uint16_t port)
      : clock(io),
        interval(std::chrono::duration_cast<Duration>(
            std::chrono::duration<double>(children * (answers ? 2 : 1) / kRate))),
        reports(registry, interval, 1),
        batcher(
            registry, reports, [this](DeviceId d) { return ids.next(d, clock.wall()); }, settings()),
        uplink(uplink_settings(port, answers), {clock, mqtt::paho_sessions(io), batcher, *this}, 1),
        feeder(clock.timer([this] { feed(); })) {
    ids.confirmed(*ids.wanted_ceiling(clock.wall()) + 1'000'000, clock.wall());
    auto profile = std::make_shared<Profile>();
    profile->name = "meter";
    for (std::uint32_t i = 0; i < kMetrics; ++i) {
      MetricSpec spec;
      spec.name = "metric_" + std::to_string(i);
      spec.aggregate = i % 2 ? Aggregate::mean : Aggregate::last;
      profile->metrics.push_back(spec);
    }
    const double before = resident_megabytes();
    // As after a restart: each child's last report left at its own phase.
    for (std::uint32_t i = 0; i < children; ++i) {
      const auto thing = ThingName::parse("plant7-gw:meter-" + std::to_string(i)).value();
      const DeviceId device = registry.add({thing, profile, "hall", false}).value();
      const auto back = Duration(interval.count() / children * i);
      batcher.start(device, clock.now(), clock.now() - back);
      devices.push_back(device);
    }
    fleet_megabytes = resident_megabytes() - before;
  }
  Batcher::Settings settings() const {
    Batcher::Settings made;
    made.format = Format::cbor;
    made.keys = KeyNames::short_names;
    made.rules.interval = interval;
    made.rules.floor = 300s < interval ? Duration(300s) : interval - 1s;
    return made;
  }
  static UplinkSettings uplink_settings(std::uint16_t port, bool answers) {
    UplinkSettings made;
    made.target = bench::on_loopback(port, "plant7-gw");
    made.formats = {Format::cbor};
    made.answers = answers ? Answers::all : Answers::off;
    made.publishes_per_second = kRate;
    return made;
  }
  // Every child's metrics once per period, a slice of the fleet every 100 ms.
  void feed() {
    const std::size_t slice = devices.size() * std::chrono::milliseconds(100) / kSamplePeriod + 1;
    const SteadyTime now = clock.now();
    for (std::size_t n = 0; n < slice; ++n, ++at) {
      const PointId first = registry.first_point(devices[at % devices.size()]);
      for (std::uint32_t i = 0; i < kMetrics; ++i)
        reports.accept(first + i, Number::real(230 + 0.1 * (n % 7)), now);
      samples += kMetrics;
    }
    feeder->arm(now + 100ms);
  }
  void sent(DeviceId device, ReportId id, SteadyTime when) override { batcher.sent(device, id, when); }
  void settled(const Outcome& outcome) override { batcher.settled(outcome); }

  boost::asio::io_context io;
  SystemClock clock;
  Duration interval;
  Registry registry;
  OpenReports reports;
  ReportIds ids{0};
  Batcher batcher;
  Uplink uplink;
  std::unique_ptr<Timer> feeder;
  std::vector<DeviceId> devices;
  std::size_t at = 0;
  std::uint64_t samples = 0;
  double fleet_megabytes = 0;
};

void run(std::uint32_t children, bool answers, int seconds) {
  test::MosquittoBroker broker({.extra = "max_inflight_messages 100\nmax_queued_messages 10000\n"});
  const auto stand_in = answers ? bench::start_stand_in(broker.port(), 1s) : test::ChildProcess();
  {
    Bench bench(children, answers, broker.port());
    for (std::size_t fed = 0; fed < bench.devices.size(); fed = bench.at)
      bench.feed();  // one reading of each child
    bench.uplink.start();
    bench.io.run_for(3s);  // to connect and subscribe
    const double cpu = bench::cpu_seconds();
    const auto samples = bench.samples;
    const auto sent = bench.batcher.totals().sent;
    const auto begun = std::chrono::steady_clock::now();
    bench.io.run_for(std::chrono::seconds(seconds));
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const double used = bench::cpu_seconds() - cpu;
    const auto& totals = bench.batcher.totals();
    const double reports = static_cast<double>(totals.sent - sent);
    std::printf("%u children x %u metrics, answers %s, a report every %.0f s, %d s measured\n", children,
                kMetrics, answers ? "on" : "off", std::chrono::duration<double>(bench.interval).count(),
                seconds);
    std::printf("  reports/s %.1f (publishes/s in + out %.1f, limit 100)   samples/s %.0f\n", reports / took,
                reports / took * (answers ? 2 : 1), static_cast<double>(bench.samples - samples) / took);
    std::printf("  CPU %.2f %% of a core (aim: under 5)   per report %.0f us, samples included\n",
                100 * used / took, 1e6 * used / reports);
    std::printf("  resident %.1f MB, of it fleet %.1f MB (%.2f kB a child)\n", resident_megabytes(),
                bench.fleet_megabytes, 1000 * bench.fleet_megabytes / children);
    std::printf("  distance from the slot: p50 %.0f ms, p99 %.0f ms (aim: 1000)   missed slots %llu\n",
                std::chrono::duration<double, std::milli>(bench.batcher.lateness().quantile(0.5)).count(),
                std::chrono::duration<double, std::milli>(bench.batcher.lateness().quantile(0.99)).count(),
                static_cast<unsigned long long>(bench.batcher.schedule().missed_slots()));
    std::printf(
        "  accepted %llu, no verdict %llu, rejected %llu, throttled %llu, refused %llu, waiting %zu\n",
        static_cast<unsigned long long>(totals.outcomes[Outcome::Kind::accepted]),
        static_cast<unsigned long long>(totals.outcomes[Outcome::Kind::no_verdict]),
        static_cast<unsigned long long>(totals.outcomes[Outcome::Kind::rejected]),
        static_cast<unsigned long long>(totals.outcomes[Outcome::Kind::throttled]),
        static_cast<unsigned long long>(totals.outcomes[Outcome::Kind::refused]),
        bench.uplink.snapshot().in_flight + bench.uplink.snapshot().waiting_answers);
  }
}

}  // namespace

int main(int argc, char** argv) {
  int seconds = 30;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--seconds") == 0) seconds = std::atoi(argv[i + 1]);
  }
  run(15'000, true, seconds);
  run(30'000, false, seconds);
}
