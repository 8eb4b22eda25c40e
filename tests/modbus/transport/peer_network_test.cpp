#include "adapters/modbus/transport/peer_network.hpp"

#include <catch2/catch.hpp>

using gatewarden::modbus::PeerNetwork;

TEST_CASE("a network may be a single address, written with all of its bits, and has no bit more") {
  for (const std::string address : {"192.0.2.7", "2001:db8::7"}) {
    const std::string bits = address.find(':') == std::string::npos ? "/32" : "/128";
    const auto one = PeerNetwork::parse(address + bits);
    REQUIRE(one);
    CHECK(one->contains(address));
    CHECK_FALSE(one->contains(address + "1"));
  }
  CHECK_FALSE(PeerNetwork::parse("192.0.2.7/33"));
  CHECK_FALSE(PeerNetwork::parse("2001:db8::7/129"));
}
