#include <catch2/catch.hpp>

#include "gateway/greengrass/publish_limits.hpp"

namespace gatewarden::greengrass {

TEST_CASE("a publish is too large for the nucleus' payload or for its frame") {
  Settings settings;
  settings.nucleus = Nucleus::lite;
  CHECK_FALSE(too_large(settings, 7'000, 9'999));
  CHECK(too_large(settings, 7'001, 9'999) ==
        "7001 bytes, and at most 7000 may go to this Greengrass nucleus");
  CHECK(too_large(settings, 7'000, 10'000) ==
        "a request of 10000 bytes, and the Greengrass nucleus ends the connection above 9999");
}

TEST_CASE("the configured payload is what is announced, and what is kept") {
  Settings settings;
  settings.max_payload = 5'000;
  CHECK(announced(settings).maximum_packet_size == 5'000U);
  CHECK(announced(settings).receive_maximum == 100);
  CHECK(announced(settings).maximum_qos == 1);
  CHECK(too_large(settings, 5'001, 6'000));
  CHECK_FALSE(too_large(settings, 5'000, 6'000));
}

}  // namespace gatewarden::greengrass
