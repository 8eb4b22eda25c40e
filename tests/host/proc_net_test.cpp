#include "adapters/host/kernel/proc_net.hpp"

#include <catch2/catch.hpp>

#include "adapters/host/kernel/machine.hpp"
#include "tests/host/fake_machine.hpp"

using namespace gatewarden::host;
using namespace gatewarden::host::test;

TEST_CASE("a line of the TCP table is a socket") {
  const auto socket = parse_socket(socket_line(kEth4 + ":01BB", kPeer4 + ":D431", "01"));
  REQUIRE(socket);
  CHECK(socket->local.text() == "192.0.2.10");
  CHECK(socket->local_port == 443);
  CHECK(socket->remote.text() == "198.51.100.7");
  CHECK(socket->remote_port == 54321);
  CHECK(socket->state == SocketState::established);
}

TEST_CASE("the longest IPv6 address is read whole") {
  const auto socket = parse_socket(
      socket_line("FFFEFDFCFBFAF9F8F7F6F5F4F3F2F1F0:FFFF", "B80D01200000000000000000EFBEADDE:0001", "06"));
  REQUIRE(socket);
  CHECK(socket->local.text() == "fcfd:feff:f8f9:fafb:f4f5:f6f7:f0f1:f2f3");
  CHECK(socket->local_port == 65535);
  CHECK(socket->remote.text() == "2001:db8::dead:beef");
}

TEST_CASE("an IPv4 address inside an IPv6 socket is an IPv4 address") {
  const auto socket = parse_socket(socket_line(kMappedEth + ":0016", kMapped4 + ":0017", "01"));
  REQUIRE(socket);
  CHECK(socket->local.text() == "192.0.2.10");
  CHECK(socket->remote.text() == "198.51.100.7");
  CHECK(socket->local == *IpAddress::parse("192.0.2.10"));
}

TEST_CASE("a line that is no socket is none") {
  CHECK(is_socket_header(kSocketHeader));
  for (const char* line : {"", "   ", kSocketHeader, "0: 0100007F:0016", "0: 0100007F 00000000:0000 0A",
                           "0: 0100007F:00160 00000000:0000 0A", "0: 0100007G:0016 00000000:0000 0A",
                           "0: 0100007F:0016 00000000:0000 XX", "0: 0100007F00:0016 00000000:0000 0A",
                           "0 0100007F:0016 00000000:0000 0A", "0: 0100007F:0016 00000000:0000 100"}) {
    INFO(line);
    CHECK_FALSE(parse_socket(line));
  }
}

TEST_CASE("a line of the interface table is its counters, all 64 bits of them") {
  const auto counters =
      parse_interface("  eth0: 18446744073709551615 2 3 4 5 6 7 8 4294967296 10 11 12 13 14 15 16");
  REQUIRE(counters);
  CHECK(counters->name == "eth0");
  CHECK(counters->bytes_in == 18446744073709551615u);
  CHECK(counters->packets_in == 2);
  CHECK(counters->bytes_out == 4294967296u);
  CHECK(counters->packets_out == 10);
}

TEST_CASE("an interface whose name touches its number is still one") {
  CHECK(parse_interface("eth0:1234 2 3 4 5 6 7 8 9 10 0 0 0 0 0 0")->bytes_in == 1234);
  CHECK(parse_interface("eth0:1: 5 2 3 4 5 6 7 8 9 10 0 0 0 0 0 0")->name == "eth0:1");
}

TEST_CASE("a line that is no interface is none") {
  for (const char* line :
       {"", "eth0", "eth0: 1 2 3", "eth0: x 2 3 4 5 6 7 8 9 10", ": 1 2 3 4 5 6 7 8 9 10",
        "eth0: 18446744073709551616 2 3 4 5 6 7 8 9 10", "Inter-|   Receive |  Transmit"}) {
    INFO(line);
    CHECK_FALSE(parse_interface(line));
  }
}

TEST_CASE("the processor's load is what it did between two readings") {
  const auto before = parse_cpu("cpu  100 0 100 800 0 0 0 0 50 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
  const auto now = parse_cpu("cpu  130 0 120 840 10 0 0 0 70 0\n");
  REQUIRE(before);
  REQUIRE(now);
  CHECK(cpu_used(*before, *now).value() == Approx(50.0));
  CHECK_FALSE(cpu_used(*now, *now));
  CHECK_FALSE(cpu_used(*now, *before));
  CHECK_FALSE(parse_cpu("cpu0 1 2 3 4 5 6 7 8\n"));
  CHECK_FALSE(parse_cpu("cpu  1 2 x\n"));
}

TEST_CASE("memory in use is what programs could not have") {
  CHECK(parse_memory_used("MemTotal:  1000 kB\nMemAvailable:  250 kB\n").value() == Approx(75.0));
  CHECK_FALSE(parse_memory_used("MemTotal:  1000 kB\nMemFree: 3 kB\n"));
  CHECK_FALSE(parse_memory_used("MemTotal:  0 kB\nMemAvailable: 0 kB\n"));
}

TEST_CASE("a temperature no sensor can mean is none") {
  CHECK(parse_temperature("48500\n").value() == Approx(48.5));
  CHECK(parse_temperature("-5000\n").value() == Approx(-5.0));
  CHECK_FALSE(parse_temperature("-274000\n"));
  CHECK_FALSE(parse_temperature("2147483647\n"));
  CHECK_FALSE(parse_temperature("N/A\n"));
}
