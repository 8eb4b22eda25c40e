#include <catch2/catch.hpp>

#include "gateway/greengrass/operations.hpp"
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
  CHECK(announced(settings).maximum_payload == 5'000U);
  CHECK_FALSE(announced(settings).maximum_packet_size);
  CHECK(announced(settings).receive_maximum == 100);
  CHECK(announced(settings).maximum_qos == 1);
  CHECK(too_large(settings, 5'001, 6'000));
  CHECK_FALSE(too_large(settings, 5'000, 6'000));
}

// Seen with lite 2.6.0: a topic of 51 bytes, a frame of 9,997 or 10,001 bytes.
TEST_CASE("what fits in lite's frame is announced to the byte") {
  Settings settings;
  settings.nucleus = Nucleus::lite;
  settings.max_payload = 8'000;
  const std::string topic(51, 't');
  const std::size_t most = *announced(settings).maximum_encoded;
  for (std::size_t payload = 7'100; payload < 7'310; ++payload) {
    const std::string text = publish_text(topic, std::string(payload, 'x'), 1);
    const bool fits = (most - topic.size()) / 4 * 3 >= payload;
    CHECK(fits == !too_large(settings, payload, frame_size(publish_request(text))));
  }
  CHECK((most - topic.size()) / 4 * 3 >= 7'190);
}

}  // namespace gatewarden::greengrass
