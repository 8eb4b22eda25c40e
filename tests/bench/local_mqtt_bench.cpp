// CPU per 200 B JSON message from a real mosquitto, through session and decoder into a null sink, beside bare
// libmosquitto subscribers that count. Each leg is a process with a CPU time of its own; another makes the load.
#include <mosquitto.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <vector>

#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "adapters/local_mqtt/profile_plan.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr int kDevices = 1000;
constexpr int kMetrics = 8;
constexpr auto kWarmUp = 700ms;
constexpr auto kMeasured = 2500ms;
constexpr int kRounds = 3;
constexpr const char* kFilter = "sensors/+/telemetry";

struct NullSink final : SampleSink {
  void accept(PointId, Number, SteadyTime) override { ++samples; }
  void accept(PointId, const ListValue&, SteadyTime) override { ++samples; }
  void heard(DeviceId, SteadyTime) override {}
  std::uint64_t samples = 0;
};

std::string topic_of(int device) { return "sensors/" + std::to_string(device) + "/telemetry"; }

std::string payload_of(unsigned n) {
  char text[256];
  int size = std::snprintf(
      text, sizeof text,
      R"({"ts":%u,"id":"dev%05u","env":{"temp":%u.%02u,"hum":%u.%u},"rssi":-%u,"bat":3.%02u,)"
      R"("bytes_in":%u,"conns":%u,"fw":"1.4.2","seq":%u,"pad":")",
      n, n % kDevices, 15 + n % 15, n % 100, 30 + n % 40, n % 10, 40 + n % 50, n % 60, n * 137u, n % 9, n);
  std::string payload(text, static_cast<std::size_t>(size));
  payload.resize(198, 'x');
  return payload + "\"}";
}

std::shared_ptr<const AdapterProfile> sensor() {
  auto profile = std::make_shared<AdapterProfile>();
  profile->name = "sensor";
  for (const char* pointer :
       {"/ts", "/env/temp", "/env/hum", "/rssi", "/bat", "/bytes_in", "/conns", "/seq"}) {
    profile->metrics.push_back(std::string("m") + (pointer + 1));
    profile->types.push_back(MetricType::number);
    profile->from.emplace_back(local_mqtt::From{pointer});
  }
  return profile;
}

std::vector<Assignment> children(int count, const std::shared_ptr<const AdapterProfile>& profile) {
  std::vector<Assignment> all;
  for (int i = 0; i < count; ++i) {
    Assignment one;
    one.device = DeviceId{static_cast<std::uint32_t>(i)};
    one.first = PointId{static_cast<std::uint32_t>(i * kMetrics)};
    one.thing = "plant7-gw:" + std::to_string(i);
    one.profile = profile;
    one.address = local_mqtt::Address{topic_of(i)};
    all.push_back(std::move(one));
  }
  return all;
}

// Over the measured window only.
struct Measured {
  double microseconds_per_payload = 0;
  double payloads_per_second = 0;
};
Measured measure(const std::function<void(SteadyClock::time_point until)>& run,
                 const std::function<std::uint64_t()>& count) {
  run(SteadyClock::now() + kWarmUp);
  const double cpu = bench::cpu_seconds();
  const std::uint64_t before = count();
  const auto began = SteadyClock::now();
  run(began + kMeasured);
  const auto payloads = static_cast<double>(count() - before);
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - began).count();
  return {1e6 * (bench::cpu_seconds() - cpu) / std::max(payloads, 1.0), payloads / seconds};
}

mosquitto* connected(std::uint16_t port) {
  mosquitto_lib_init();
  mosquitto* client = mosquitto_new(nullptr, true, nullptr);
  mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
  if (mosquitto_connect(client, "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS) _exit(1);
  return client;
}

std::uint64_t bare_count = 0;

mosquitto* bare_subscriber(std::uint16_t port) {
  mosquitto* client = connected(port);
  mosquitto_message_callback_set(client, [](mosquitto*, void*, const mosquitto_message*) { ++bare_count; });
  mosquitto_subscribe(client, nullptr, kFilter, 0);
  return client;
}

// As in the library's manual: one wait per packet.
Measured bare_loop(std::uint16_t port) {
  mosquitto* client = bare_subscriber(port);
  return measure(
      [&](SteadyClock::time_point until) {
        while (SteadyClock::now() < until) mosquitto_loop(client, 50, 1);
      },
      [] { return bare_count; });
}

// The minimum: wait once, then read everything.
Measured bare_drained(std::uint16_t port) {
  mosquitto* client = bare_subscriber(port);
  mosquitto_loop_write(client, 1);
  return measure(
      [&](SteadyClock::time_point until) {
        pollfd wait{mosquitto_socket(client), POLLIN, 0};
        while (SteadyClock::now() < until) {
          if (poll(&wait, 1, 50) <= 0) continue;
          do {
            errno = 0;
            mosquitto_loop_read(client, 1);
          } while (errno != EAGAIN);
          mosquitto_loop_misc(client);
          if (mosquitto_want_write(client)) mosquitto_loop_write(client, 1);
        }
      },
      [] { return bare_count; });
}

Measured our_link(std::uint16_t port) {
  log::set_level(log::Level::off);
  boost::asio::io_context io;
  SystemClock clock(io);
  NullSink sink;
  local_mqtt::Settings settings;
  settings.broker = {"127.0.0.1", port, false};
  settings.qos = 0;
  local_mqtt::LocalMqttLink link("site", settings, {sink, clock, mqtt::mosquitto_sessions(io), nullptr, 1});
  link.assign(children(kDevices, sensor()));
  link.start();
  // io.run() like the gateway: run_until() would read the clock at each event.
  const auto stop_at = clock.timer([&] { io.stop(); });
  const Measured result = measure(
      [&](SteadyClock::time_point until) {
        stop_at->arm(until);
        io.restart();
        io.run();
      },
      [&] { return link.snapshot().counters.at("payloads"); });
  const auto shot = link.snapshot();
  if (shot.errors > 0 || shot.unknown > 0 || sink.samples != shot.counters.at("payloads") * kMetrics) {
    std::printf("  (faulty run: %llu errors)\n", static_cast<unsigned long long>(shot.errors));
  }
  return result;
}

// Until it is ended: `rate` messages a second, in steps of a millisecond.
int publish_forever(std::uint16_t port, int rate) {
  mosquitto* client = connected(port);
  auto due = SteadyClock::now();
  double owed = 0;
  for (unsigned n = 0;; ++n) {
    for (owed += rate / 1000.0; owed >= 1; --owed, ++n) {
      const std::string payload = payload_of(n);
      mosquitto_publish(client, nullptr, topic_of(static_cast<int>(n % kDevices)).c_str(),
                        static_cast<int>(payload.size()), payload.data(), 0, false);
    }
    if (mosquitto_loop(client, 0, 1) != MOSQ_ERR_SUCCESS) return 0;
    due += 1ms;
    const auto pause = due - SteadyClock::now();
    if (pause > 0ns)
      usleep(static_cast<useconds_t>(std::chrono::duration_cast<std::chrono::microseconds>(pause).count()));
  }
}

using Leg = Measured (*)(std::uint16_t);

Measured in_a_process(Leg leg, std::uint16_t port, int rate) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const auto load = test::ChildProcess::function([&] { return publish_forever(port, rate); });
  auto subject = test::ChildProcess::function([&] {
    const Measured result = leg(port);
    return write(ends[1], &result, sizeof result) == sizeof result ? 0 : 1;
  });
  close(ends[1]);
  Measured result;
  if (read(ends[0], &result, sizeof result) != sizeof result) result = {};
  close(ends[0]);
  subject.wait();
  return result;
}

void compare(std::uint16_t port, int rate) {
  struct Row {
    const char* name;
    Leg leg;
    std::vector<Measured> runs;
  };
  Row rows[] = {{"bare libmosquitto, mosquitto_loop", bare_loop, {}},
                {"bare libmosquitto, drained by hand", bare_drained, {}},
                {"gatewarden: session, decoder, 8 values", our_link, {}}};
  for (int round = 0; round < kRounds; ++round) {
    for (Row& row : rows) row.runs.push_back(in_a_process(row.leg, port, rate));
  }
  std::printf("\n%d messages/s of 200 B from %d devices, median of %d runs of %.1f s (least, most)\n", rate,
              kDevices, kRounds, std::chrono::duration<double>(kMeasured).count());
  double yardstick = 0;
  for (Row& row : rows) {
    std::sort(row.runs.begin(), row.runs.end(), [](const Measured& a, const Measured& b) {
      return a.microseconds_per_payload < b.microseconds_per_payload;
    });
    const Measured& median = row.runs[kRounds / 2];
    if (yardstick == 0) yardstick = median.microseconds_per_payload;
    std::printf("  %-40s %6.2f us CPU/message (%.2f, %.2f)  %7.0f messages/s  %.2f x\n", row.name,
                median.microseconds_per_payload, row.runs.front().microseconds_per_payload,
                row.runs.back().microseconds_per_payload, median.payloads_per_second,
                median.microseconds_per_payload / yardstick);
  }
}

void decoder_alone() {
  AdapterProfile profile = *sensor();
  const auto plan = local_mqtt::plan_of(profile).value();
  local_mqtt::PayloadDecoder decoder(256 * 1024);
  NullSink sink;
  std::vector<std::string> payloads;
  for (unsigned n = 0; n < 1000; ++n) payloads.push_back(payload_of(n));
  double best = 1e9;
  for (int pass = 0; pass < 20; ++pass) {
    const double cpu = bench::cpu_seconds();
    for (int again = 0; again < 20; ++again) {
      for (const std::string& payload : payloads) (void)decoder.decode(plan, payload, PointId{}, {}, sink);
    }
    best = std::min(best, (bench::cpu_seconds() - cpu) / (20.0 * static_cast<double>(payloads.size())));
  }
  std::printf("\ndecoder alone, 200 B with 8 values read: %.0f ns (least of 20 passes; %llu values)\n",
              best * 1e9, static_cast<unsigned long long>(sink.samples));
}

void memory_of_ten_thousand() {
  boost::asio::io_context io;
  SystemClock clock(io);
  NullSink sink;
  const auto profile = sensor();
  local_mqtt::LocalMqttLink link("site", {}, {sink, clock, {}, nullptr, 1});
  link.assign(children(1, profile));
  const std::size_t before = test::bytes_in_use();
  link.assign(children(10'000, profile));
  const std::size_t after = test::bytes_in_use();
  std::printf(
      "\n10,000 children of %d metrics on one link: %.2f MB of heap, %.0f B a child, topics included\n",
      kMetrics, static_cast<double>(after - before) / 1e6, static_cast<double>(after - before) / 1e4);
}

}  // namespace

int main() {
  decoder_alone();
  memory_of_ten_thousand();
  test::MosquittoBroker broker(test::BrokerSetup{.extra = "max_queued_messages 0\nmax_queued_bytes 0"});
  compare(broker.port(), 1000);
  compare(broker.port(), 20000);
  return 0;
}
