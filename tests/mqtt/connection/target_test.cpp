#include "gateway/mqtt/connection/target.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <new>
#include <string>

using namespace gatewarden;

TEST_CASE("a target that goes leaves no password where it was, nor its proxy's") {
  alignas(mqtt::Target) unsigned char memory[sizeof(mqtt::Target)] = {};
  const auto holds = [&memory](const std::string& secret) {
    for (std::size_t at = 0; at + secret.size() <= sizeof memory; ++at)
      if (std::memcmp(memory + at, secret.data(), secret.size()) == 0) return true;
    return false;
  };
  auto* target = new (memory) mqtt::Target;
  target->password = Secret("xyzzy");
  target->proxy = mqtt::Proxy{.host = "proxy", .password = Secret("plugh")};
  const mqtt::Target copy = *target;
  REQUIRE(holds("xyzzy"));
  REQUIRE(holds("plugh"));
  target->~Target();
  CHECK_FALSE(holds("xyzzy"));
  CHECK_FALSE(holds("plugh"));
  CHECK(copy.proxy->password.text() == "plugh");
}
