#include <catch2/catch.hpp>

#include "gateway/uplink/publish_window.hpp"

namespace gatewarden {

TEST_CASE("the window is the least of what the settings, the broker and the service allow") {
  PublishWindow window(60);
  CHECK(window.size() == 60);
  window.announced(20);
  CHECK(window.size() == 20);
  window.announced(65535);
  CHECK(window.size() == 60);
  PublishWindow wide(65535);
  CHECK(wide.size() == limits::kInFlight);
}

TEST_CASE(
    "after a session that ended with publishes under way the window grows by one with each acknowledgement") {
  PublishWindow window(5);
  window.session_ended(0, std::nullopt);
  CHECK(window.size() == 5);
  window.session_ended(3, std::nullopt);
  CHECK(window.size() == 1);
  window.acknowledged();
  CHECK(window.size() == 2);
  for (int i = 0; i < 10; ++i) window.acknowledged();
  CHECK(window.size() == 5);
}

TEST_CASE("a broker that took less than it announced is believed: half of what was too much") {
  PublishWindow window(100);
  window.announced(40);
  window.session_ended(40, mqtt::kReceiveMaximumExceeded);
  for (int i = 0; i < 100; ++i) window.acknowledged();
  CHECK(window.size() == 21);
  window.session_ended(21, mqtt::kReceiveMaximumExceeded);
  for (int i = 0; i < 100; ++i) window.acknowledged();
  CHECK(window.size() == 11);
}

TEST_CASE("a broker that takes nothing at once still gets one publish at a time") {
  PublishWindow window(0);
  CHECK(window.size() == 1);
  window.announced(0);
  CHECK(window.size() == 1);
}

}  // namespace gatewarden
