#include "gateway/base/text/host.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace gatewarden;
using namespace std::string_literals;

TEST_CASE("a host is a name of letters, digits and hyphens, or an IP address") {
  for (const std::string& right :
       {"a"s, "plc.plant"s, "plc-1.plant.example."s, "modbus_simulator"s, "_mqtt.site"s, "7up.example"s,
        "x.7up"s, "0xplc"s, "10.0.0.5"s, "::1"s, "fe80::1%eth0"s, "fe80::1%br-lan.7"s, "::ffff:10.0.0.5"s,
        std::string(63, 'a') + ".example"}) {
    INFO(right);
    CHECK(is_host(right));
  }
}

TEST_CASE("what looks like a host but is none is refused, whatever a resolver would make of it") {
  for (const std::string& wrong : {""s,
                                   "."s,
                                   "a..b"s,
                                   ".a"s,
                                   "-a"s,
                                   "a-"s,
                                   "a.-b"s,
                                   "a b"s,
                                   "a/b"s,
                                   "a:b"s,
                                   "plc\0.plant"s,
                                   "localhost\0x"s,
                                   "10.0.0.5\0"s,
                                   "::1\0"s,
                                   "pl\u00e9.plant"s,
                                   "a\u2028b"s,
                                   "a\u202eb"s,
                                   "a\nb"s,
                                   "a%eth0"s,
                                   "10.0.0.5%eth0"s,
                                   "fe80::1%"s,
                                   "fe80::1%a/b"s,
                                   "fe80::1%sixteen-letters-"s,
                                   "127.1"s,
                                   "10.0.0.256"s,
                                   "10.0.0.05"s,
                                   "0x7f000001"s,
                                   "2130706433"s,
                                   "1.2.3"s,
                                   "plc.7"s,
                                   ":::1"s,
                                   "[::1]"s,
                                   "*.example"s,
                                   "user@host"s,
                                   std::string(64, 'a'),
                                   std::string(254, 'a'),
                                   std::string(100'000, 'a')}) {
    INFO(wrong);
    CHECK_FALSE(is_host(wrong));
  }
  std::string longest;
  while (longest.size() < kMaxHostBytes - 1) longest += "a.";
  CHECK(is_host(longest + "b"));
  CHECK_FALSE(is_host(longest + "a.b"));
}

TEST_CASE("loopback is an address, or exactly localhost, never what a name begins with") {
  for (const char* here : {"127.0.0.1", "127.255.3.4", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1",
                           "::ffff:7f00:1", "localhost"}) {
    INFO(here);
    CHECK(is_loopback(here));
  }
  for (const std::string& there :
       {"127.attacker.example"s, "127.0.0.1.attacker.example"s, "127."s, "127.1"s,
        "localhost.attacker.example"s, "localhost."s, "localhost\0x"s, "128.0.0.1"s, "10.0.0.5"s, "::2"s,
        "::ffff:10.0.0.1"s, "::127.0.0.1"s, "0.0.0.0"s, "::"s, ""s}) {
    INFO(there);
    CHECK_FALSE(is_loopback(there));
  }
}
