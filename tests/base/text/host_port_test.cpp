#include "gateway/base/text/host_port.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("host and port are told apart, IPv6 by its brackets") {
  CHECK(parse_host_port("10.0.0.5", 502) == HostPort{"10.0.0.5", 502});
  CHECK(parse_host_port("plc.local:1502", 502) == HostPort{"plc.local", 1502});
  CHECK(parse_host_port("[fd00::5]:44818", 502) == HostPort{"fd00::5", 44818});
  CHECK(parse_host_port("[::1]", 502) == HostPort{"::1", 502});
  for (const char* wrong :
       {"", ":502", "a:", "a:0", "a:65536", "a:b", "fd00::5", "[fd00::5", "http://a", "a b", "a/b"}) {
    INFO(wrong);
    CHECK_FALSE(parse_host_port(wrong, 502));
  }
  CHECK_FALSE(parse_host_port("host-without-port", 0));
}

TEST_CASE("host and port are written as they are read") {
  CHECK(host_and_port("10.0.0.5", 502) == "10.0.0.5:502");
  CHECK(host_and_port("plc.local", 1502) == "plc.local:1502");
  for (const HostPort& there : {HostPort{"fd00::5", 44818}, HostPort{"::1", 1}, HostPort{"a", 65535}}) {
    CHECK(parse_host_port(host_and_port(there.host, there.port), 0) == there);
  }
}
