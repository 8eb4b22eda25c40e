#include "adapters/modbus/transport/dial_in_stream.hpp"
#include "tests/modbus/settings_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

TEST_CASE("a link says only what differs from the defaults") {
  config::Problems problems;
  const auto link = read<LinkSettings>(protocol().link, "{ tcp: 10.0.0.5 }", problems);
  REQUIRE(link);
  CHECK(link->tcp == HostPort{"10.0.0.5", 502});
  CHECK(link->timeout == 500ms);
  CHECK(link->outstanding == 1);
  const auto other = read<LinkSettings>(
      protocol().link,
      "{ tcp: 'plc.local:1502', timeout: 2s, max_in_flight: 8, close_after_poll: true, offline_after: 5, max_gap: 0 }",
      problems);
  REQUIRE(other);
  CHECK(other->tcp == HostPort{"plc.local", 1502});
  CHECK(other->timeout == 2s);
  CHECK(other->outstanding == 8);
  CHECK(other->close_after_poll);
  CHECK(other->misses == 5);
  CHECK(other->limits().max_gap == 0);
}

TEST_CASE("a pause between requests that overlap is refused") {
  config::Problems problems;
  CHECK_FALSE(
      read<LinkSettings>(protocol().link, "{ tcp: a, max_in_flight: 2, pause_between: 30ms }", problems));
  REQUIRE(problems.size() == 1);
  CHECK(problems.list()[0].code == "M009");
}

TEST_CASE("a link goes over TCP, a serial port, a serial server, or to a device that calls") {
  const auto good = [](const char* yaml) {
    config::Problems problems;
    const auto link = read<LinkSettings>(protocol().link, yaml, problems);
    for (const auto& problem : problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
    REQUIRE(link);
    return *link;
  };
  const auto serial = good("{ serial: /dev/serial/by-id/usb-FTDI_A1, baud: 19200, parity: even }");
  CHECK(serial.serial == "/dev/serial/by-id/usb-FTDI_A1");
  CHECK(serial.line == SerialLine{19200, Parity::even, 1});
  CHECK(serial.is_rtu());
  CHECK_FALSE(serial.rs485);
  const auto rs485 = good(
      "{ serial: /dev/ttyS1, stop_bits: 2, rs485: { direction: rts, rts_on_send: false, delay_after: 1ms } "
      "}");
  CHECK(rs485.rs485 == Rs485{Rs485::Direction::rts, false, {}, 1ms});
  CHECK(good("{ serial: /dev/ttyS1, rs485: {} }").rs485->direction == Rs485::Direction::kernel);
  const auto server = good("{ rtu_over_tcp: 'moxa:4001', pause_between_units: 40ms }");
  CHECK(server.rtu_over_tcp == HostPort{"moxa", 4001});
  CHECK(server.is_rtu());
  CHECK(server.turnaround == 40ms);
  const auto calls = good("{ dial_in: { listen: '10.8.0.1:5020', framing: rtu, from: 10.8.0.0/24 } }");
  CHECK(calls.dial_in->listen == HostPort{"10.8.0.1", 5020});
  CHECK(calls.dial_in->from == std::vector<std::string>{"10.8.0.0/24"});
  CHECK(calls.is_rtu());
  CHECK_FALSE(good("{ dial_in: { listen: '127.0.0.1:5020' } }").is_rtu());
  CHECK(good("{ dial_in: { listen: '[::]:5020', from: any } }").dial_in->listen.host == "::");
}

TEST_CASE("off loopback it is said who may call, or that anybody is taken for the device") {
  const auto good = [](const std::string& yaml) {
    config::Problems problems;
    const auto link = read<LinkSettings>(protocol().link, yaml, problems);
    REQUIRE(link);
    return *link;
  };
  const auto refused = [](const char* yaml) {
    config::Problems problems;
    CHECK_FALSE(read<LinkSettings>(protocol().link, yaml, problems));
    REQUIRE(problems.size() == 1);
    CHECK(problems.list()[0].path == "dial_in.listen");
    return problems.list()[0].code;
  };
  CHECK(refused("{ dial_in: { listen: '10.8.0.1:5020' } }") == "M039");
  CHECK(refused("{ dial_in: { listen: 0.0.0.0 } }") == "M039");
  CHECK(refused("{ dial_in: { listen: '[::]:5020' } }") == "M039");
  for (const char* host : {"127.0.0.1", "127.8.1.1", "[::1]", "[::ffff:127.0.0.1]"}) {
    const auto settings = good(std::string("{ dial_in: { listen: '") + host + ":5020' } }");
    CHECK(settings.dial_in->anybody_may_call());
    CHECK_FALSE(strangers_may_call(*settings.dial_in));
  }
  CHECK(strangers_may_call(*good("{ dial_in: { listen: '0.0.0.0:5020', from: any } }").dial_in));
  CHECK_FALSE(strangers_may_call(*good("{ dial_in: { listen: '0.0.0.0:5020', from: 10.8.0.7 } }").dial_in));
  // A network of everybody is anybody.
  for (const char* from : {"0.0.0.0/0", "'::/0'", "[10.8.0.7, 1.2.3.4/0]"}) {
    const std::string keys = std::string("from: ") + from;
    CHECK(strangers_may_call(*good("{ dial_in: { listen: '0.0.0.0:5020', " + keys + " } }").dial_in));
    CHECK_FALSE(strangers_may_call(*good("{ dial_in: { listen: '127.0.0.1:5020', " + keys + " } }").dial_in));
  }
  CHECK_FALSE(strangers_may_call(*good("{ dial_in: { listen: '0.0.0.0:5020', from: 0.0.0.0/1 } }").dial_in));
}

TEST_CASE("keys of a serial line where there is none, and two ways at once, are refused") {
  const auto refused = [](const char* yaml) {
    config::Problems problems;
    CHECK_FALSE(read<LinkSettings>(protocol().link, yaml, problems));
    REQUIRE(problems.size() == 1);
    return problems.list()[0].code;
  };
  CHECK(refused("{ serial: /dev/ttyS1, max_in_flight: 2 }") == "M030");
  CHECK(refused("{ tcp: a, baud: 9600 }") == "M031");
  CHECK(refused("{ dial_in: { listen: '127.0.0.1:5020' }, parity: even }") == "M031");
  CHECK(refused("{ rtu_over_tcp: a, rs485: {} }") == "M031");
  CHECK(refused("{ dial_in: { listen: '10.8.0.1:5020', from: [meter.example] } }") == "M032");
  CHECK(refused("{ dial_in: { listen: '10.8.0.1:5020', from: [any, 10.8.0.7] } }") == "M032");
  CHECK(refused("{ dial_in: { listen: 'gateway.example:5020' } }") == "M037");
  CHECK(refused("{ tcp: a, max_in_flight: 2, pause_between_units: 30ms }") == "M009");
  CHECK(refused("{ serial: /dev/ttyS1, baud: 10 }") == "F021");
  refused("{ tcp: a, serial: /dev/ttyS1 }");
  refused("{ timeout: 1s }");
}

TEST_CASE("keys of a link under their old names mean the same") {
  config::Problems problems;
  const auto link = read<LinkSettings>(protocol().link,
                                       "{ tcp: a, turnaround: 40ms, misses: 5, outstanding: 1 }", problems);
  REQUIRE(link);
  CHECK(link->turnaround == 40ms);
  CHECK(link->misses == 5);
  CHECK(problems.remarks().size() == 3);
  CHECK_FALSE(read<LinkSettings>(protocol().link, "{ serial: /dev/ttyS1, outstanding: 2 }", problems));
  REQUIRE(problems.size() == 1);
  CHECK(problems.list()[0].code == "M030");
}

TEST_CASE("a child may have a time-out of its own") {
  config::Problems problems;
  CHECK(read<UnitAddress>(protocol().child, "{ unit: 4, timeout: 2s }", problems) == UnitAddress{4, 2s});
  CHECK(read<UnitAddress>(protocol().child, "{ unit: 4 }", problems) == UnitAddress{4, std::nullopt});
}
