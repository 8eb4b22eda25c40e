// CPU per 200 B JSON message from a real mosquitto, through session and decoder into a null sink, beside bare
// libmosquitto subscribers that count. Each leg is a process with a CPU time of its own; another makes the load.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <vector>

#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "adapters/local_mqtt/profile_plan.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/bench/mqtt_legs.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using bench::kDevices, bench::Measured, bench::payload_of, bench::topic_of;

namespace {

constexpr int kMetrics = 8;
struct NullSink final : SampleSink {
  void accept(PointId, Number, SteadyTime) override { ++samples; }
  void accept(PointId, const ListValue&, SteadyTime) override { ++samples; }
  void heard(DeviceId, SteadyTime) override {}
  std::uint64_t samples = 0;
};

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
  const Measured result =
      bench::measure_loop(io, clock, [&] { return link.snapshot().counters.at("payloads"); });
  const auto shot = link.snapshot();
  if (shot.errors > 0 || shot.unknown > 0 || sink.samples != shot.counters.at("payloads") * kMetrics) {
    std::printf("  (faulty run: %llu errors)\n", static_cast<unsigned long long>(shot.errors));
  }
  return result;
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
  for (const int rate : {1000, 20000})
    bench::compare(broker.port(), rate,
                   {{"bare libmosquitto, mosquitto_loop", bench::bare_loop},
                    {"bare libmosquitto, drained by hand", bench::bare_drained},
                    {"gatewarden: session, decoder, 8 values", our_link}});
  return 0;
}
