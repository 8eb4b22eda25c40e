#include "gateway/status/serve/listen_address.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::status;
using Catch::Contains;

TEST_CASE("a listen address is an address and a port; anything else is refused with an example") {
  for (const std::string good : {"127.0.0.1:9464", "0.0.0.0:1", "[::1]:9464", "[::]:65535"})
    CHECK(parse_listen_address(good));
  CHECK(parse_listen_address("[::1]:9464")->address == "::1");
  CHECK(parse_listen_address("[::1]:9464")->port == 9464);
  for (const std::string bad :
       {"", ":", "9464", ":9464", "localhost:9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1:94x", "::1:9464", "[127.0.0.1]:9464", "[]:1", "127.0.0.1 :9"}) {
    CAPTURE(bad);
    const auto parsed = parse_listen_address(bad);
    REQUIRE_FALSE(parsed);
    CHECK_THAT(parsed.error(), Contains("127.0.0.1:9464"));
  }
}
