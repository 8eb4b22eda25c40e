// What it costs that each packet is judged before a library sees it, and handed to it inside the process: CPU per 200 B
// message through each Session, beside its bare library on the broker's own socket, in the same run.
#include <mqtt/async_client.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <thread>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/connection/packet_guard.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/bench/mqtt_legs.hpp"
#include "tests/support/mosquitto_broker.hpp"

using namespace gatewarden;
using bench::Measured;

namespace session = gatewarden::mqtt;  // beside Paho's own ::mqtt

namespace {

Measured through(session::SessionFactory (*factory)(boost::asio::io_context&, session::Hosts),
                 std::uint16_t port) {
  boost::asio::io_context io;
  SystemClock clock(io);
  std::uint64_t count = 0;
  const auto sessions = factory(io, {});
  session::Target target;
  target.host = "127.0.0.1";
  target.port = port;
  target.version = session::Version::v311;  // as the bare ones
  const auto subscriber = sessions(target);
  session::Callbacks callbacks;
  callbacks.connected = [&](const session::ConnAck&) { subscriber->subscribe(1, {bench::kFilter}, 0); };
  callbacks.message = [&](const session::Message&) { ++count; };
  subscriber->connect(std::move(callbacks));
  return bench::measure_loop(io, clock, [&] { return count; });
}

Measured our_mosquitto(std::uint16_t port) { return through(&session::mosquitto_sessions, port); }
Measured our_paho(std::uint16_t port) { return through(&session::paho_sessions, port); }

// Its own threads do all; ours waits.
Measured bare_paho(std::uint16_t port) {
  std::atomic<std::uint64_t> count = 0;
  ::mqtt::async_client client("tcp://127.0.0.1:" + std::to_string(port), "");
  client.set_message_callback([&](const ::mqtt::const_message_ptr&) { ++count; });
  client.connect()->wait();
  client.subscribe(bench::kFilter, 0)->wait();
  return bench::measure([](bench::SteadyClock::time_point until) { std::this_thread::sleep_until(until); },
                        [&] { return count.load(); });
}

void guard_alone() {
  const std::string topic = bench::topic_of(7), payload = bench::payload_of(7);
  std::vector<std::uint8_t> stream{0x20, 2, 0, 0};
  const std::size_t remaining = 2 + topic.size() + payload.size();
  std::vector<std::uint8_t> packet{0x30, static_cast<std::uint8_t>((remaining & 0x7F) | 0x80),
                                   static_cast<std::uint8_t>(remaining >> 7), 0,
                                   static_cast<std::uint8_t>(topic.size())};
  packet.insert(packet.end(), topic.begin(), topic.end());
  packet.insert(packet.end(), payload.begin(), payload.end());
  constexpr int kPackets = 64, kPasses = 2000;
  std::vector<std::uint8_t> burst, passed;
  for (int i = 0; i < kPackets; ++i) burst.insert(burst.end(), packet.begin(), packet.end());
  session::PacketGuard guard(session::Version::v311, 1024);
  guard.sent(std::vector<std::uint8_t>{0x10, 0});  // a CONNECT
  guard.pass(stream, passed);
  double best = 1e9;
  for (int round = 0; round < 20; ++round) {
    const double cpu = bench::cpu_seconds();
    for (int pass = 0; pass < kPasses; ++pass) {
      passed.clear();
      guard.pass(burst, passed);
    }
    best = std::min(best, (bench::cpu_seconds() - cpu) / (kPackets * kPasses));
  }
  std::printf("\nguard alone, a 200 B publish: %.0f ns (least of 20 passes; %s)\n", best * 1e9,
              passed == burst ? "all passed as it was" : "FAULTY");
}

}  // namespace

int main() {
  guard_alone();
  test::MosquittoBroker broker(test::BrokerSetup{.extra = "max_queued_messages 0\nmax_queued_bytes 0"});
  for (const int rate : {1000, 20000}) {
    bench::compare(broker.port(), rate,
                   {{"bare libmosquitto, mosquitto_loop", &bench::bare_loop},
                    {"bare libmosquitto, drained by hand", &bench::bare_drained},
                    {"gatewarden: session over libmosquitto", &our_mosquitto}});
    bench::compare(
        broker.port(), rate,
        {{"bare Paho, its own threads", &bare_paho}, {"gatewarden: session over Paho", &our_paho}});
  }
  return 0;
}
