// A report's whole way: the real uplink over Paho, a line with faults on demand, a real mosquitto and the
// stand-in. On the real clock.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <iostream>
#include <random>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "gateway/stand_in/stand_in.hpp"
#include "gateway/uplink/uplink.hpp"
#include "tests/support/fault_proxy.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"
#include "tests/uplink/uplink_rig.hpp"

namespace gatewarden::test {

// The longest time the loop was blocked, by a 10 ms tick.
class LoopWatch {
 public:
  explicit LoopWatch(boost::asio::io_context& io) : timer_(io), last_(std::chrono::steady_clock::now()) {
    tick();
  }
  std::chrono::milliseconds longest() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(longest_);
  }

 private:
  void tick() {
    const auto now = std::chrono::steady_clock::now();
    longest_ = std::max(longest_, now - last_);
    last_ = now;
    timer_.expires_after(10ms);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) tick();
    });
  }
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point last_;
  std::chrono::steady_clock::duration longest_{};
};

inline mqtt::Target secured(std::uint16_t port, const TestPki& pki, const std::string& client_id) {
  mqtt::Target t;
  t.host = "localhost";
  t.port = port;
  t.client_id = client_id;
  t.tls.emplace();
  t.tls->ca_file = pki.ca();
  t.tls->certificate_file = pki.certificate("client");
  t.tls->private_key_file = pki.key("client");
  return t;
}

struct FaultRig {
  explicit FaultRig(const std::string& server = "server")
      : broker(setup(server)), proxy(io, broker.port()), watch(io) {
    settings.target = secured(proxy.port(), pki, "plant7-gw");
    settings.target.connect_timeout = 3s;
    settings.answer_timeout = 2s;
  }
  ~FaultRig() {
    std::cout << Catch::getResultCapture().getCurrentTestName() << ": " << book.settlements.size()
              << " reports, " << count_of(Outcome::Kind::accepted)
              << " accepted, longest time without the loop " << watch.longest().count() << " ms\n";
  }
  BrokerSetup setup(const std::string& server) const {
    BrokerSetup s;
    s.tls = &pki;
    s.server = server;
    s.client_certificate = true;
    return s;
  }

  void start_service() {
    service = std::make_unique<StandIn>(
        StandInSettings{.target = secured(broker.port(), pki, "service"), .floor = 0s}, clock, local_sessions,
        1);
    service->start();
    REQUIRE(run_until(
        io, [this] { return service->ready(); }, 30s));
  }
  void start_uplink() {
    uplink = std::make_unique<Uplink>(settings, Uplink::Parts{clock, sessions, source, book}, 3);
    uplink->start();
  }
  void start() {
    start_service();
    start_uplink();
    REQUIRE(connected());
  }
  bool connected() {
    return run_until(
        io, [this] { return uplink->snapshot().connected; }, 30s);
  }

  // `many` more reports, `apart` from each other.
  void report(std::size_t many, Duration apart = 5ms) {
    for (std::size_t i = 0; i < many; ++i) {
      const std::uint64_t id = 1001 + reports++;
      source.add(
          "gw:m" + std::to_string(id), clock.now() + i * apart,
          "{\"header\":{\"report_id\":" + std::to_string(id) + ",\"version\":\"1.0\"},\"metrics\":{}}");
    }
    uplink->wake();
  }
  std::size_t count_of(Outcome::Kind kind) const {
    return static_cast<std::size_t>(std::count_if(book.settlements.begin(), book.settlements.end(),
                                                  [kind](const Outcome& o) { return o.kind == kind; }));
  }
  // Reports are accepted again, and none ever pulled was lost or told twice.
  void well_again(std::chrono::seconds within = 40s) {
    const std::size_t before = count_of(Outcome::Kind::accepted);
    INFO(uplink->snapshot().state << ", " << uplink->snapshot().last_error);
    REQUIRE(run_until(
        io, [this] { return uplink->snapshot().connected && service->ready(); }, within));
    report(10);
    REQUIRE(run_until(
        io, [&] { return book.settlements.size() == reports; }, within));
    CHECK(count_of(Outcome::Kind::accepted) >= before + 10);
    CHECK(source.pulled.size() == reports);
    for (const Publication& p : source.pulled) CHECK(book.times[p.id] == 1);
    // A fault of the line is no child's fault.
    CHECK(count_of(Outcome::Kind::refused) == 0);
    CHECK(uplink->snapshot().quarantined == 0);
  }
  // Waits for the operator's text.
  bool told(const std::string& words, std::chrono::seconds within = 20s) {
    const bool said = run_until(
        io, [&] { return uplink->snapshot().last_error.find(words) != std::string::npos; }, within);
    if (!said) WARN("last error: " << uplink->snapshot().last_error);
    return said;
  }

  TestPki pki;
  boost::asio::io_context io;
  SystemClock clock{io};
  MosquittoBroker broker;
  FaultProxy proxy;
  LoopWatch watch;
  mqtt::SessionFactory sessions = mqtt::paho_sessions(io), local_sessions = mqtt::mosquitto_sessions(io);
  StoriedSource source;
  OutcomeBook book;
  std::uint64_t reports = 0;
  UplinkSettings settings;
  std::unique_ptr<StandIn> service;
  std::unique_ptr<Uplink> uplink;
};

}  // namespace gatewarden::test
