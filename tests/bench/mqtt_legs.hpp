// Messages of 1000 devices from a real mosquitto, and what each costs whoever subscribes them: legs beside each other,
// each a process with a CPU time of its own; another makes the load.
#pragma once

#include <mosquitto.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/support/child_process.hpp"

namespace bench {

using namespace std::chrono_literals;
namespace test = gatewarden::test;
using SteadyClock = std::chrono::steady_clock;

constexpr int kDevices = 1000;
constexpr auto kWarmUp = 700ms;
constexpr auto kMeasured = 2500ms;
constexpr int kRounds = 3;
constexpr const char* kFilter = "sensors/+/telemetry";

inline std::string topic_of(int device) { return "sensors/" + std::to_string(device) + "/telemetry"; }

inline std::string payload_of(unsigned n) {
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

// Over the measured window only.
struct Measured {
  double microseconds_per_payload = 0;
  double payloads_per_second = 0;
};
inline Measured measure(const std::function<void(SteadyClock::time_point until)>& run,
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

// What `count` counts while the loop runs; like the gateway: run_until() would read the clock at each event.
inline Measured measure_loop(boost::asio::io_context& io, gatewarden::Clock& clock,
                             const std::function<std::uint64_t()>& count) {
  const auto stop_at = clock.timer([&io] { io.stop(); });
  return measure(
      [&](SteadyClock::time_point until) {
        stop_at->arm(until);
        io.restart();
        io.run();
      },
      count);
}

inline mosquitto* connected(std::uint16_t port) {
  mosquitto_lib_init();
  mosquitto* client = mosquitto_new(nullptr, true, nullptr);
  mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
  if (mosquitto_connect(client, "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS) _exit(1);
  return client;
}

inline std::uint64_t bare_count = 0;

inline mosquitto* bare_subscriber(std::uint16_t port) {
  mosquitto* client = connected(port);
  mosquitto_message_callback_set(client, [](mosquitto*, void*, const mosquitto_message*) { ++bare_count; });
  mosquitto_subscribe(client, nullptr, kFilter, 0);
  return client;
}

// As in the library's manual: one wait per packet.
inline Measured bare_loop(std::uint16_t port) {
  mosquitto* client = bare_subscriber(port);
  return measure(
      [&](SteadyClock::time_point until) {
        while (SteadyClock::now() < until) mosquitto_loop(client, 50, 1);
      },
      [] { return bare_count; });
}

// The minimum: wait once, then read everything.
inline Measured bare_drained(std::uint16_t port) {
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

// Until it is ended: `rate` messages a second, in steps of a millisecond.
inline int publish_forever(std::uint16_t port, int rate) {
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

inline Measured in_a_process(Leg leg, std::uint16_t port, int rate) {
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

struct Row {
  const char* name;
  Leg leg;
  std::vector<Measured> runs{};
};

// Prints each leg beside the first.
inline void compare(std::uint16_t port, int rate, std::vector<Row> rows) {
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

}  // namespace bench
