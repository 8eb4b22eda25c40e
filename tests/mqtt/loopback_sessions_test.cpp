#include "gateway/mqtt/loopback_sessions.hpp"

#include <catch2/catch.hpp>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/topic_filter.hpp"
#include "tests/support/heard.hpp"

using namespace gatewarden;
using namespace gatewarden::test;

namespace {

struct Two {
  Two() {
    for (auto* one : {&reader, &writer}) (*one)->connect((one == &reader ? read : written).callbacks());
    turn();
  }
  void turn() {
    io.restart();
    io.run();
  }

  boost::asio::io_context io;
  mqtt::SessionFactory sessions = mqtt::loopback_sessions(io);
  Heard read, written;
  std::unique_ptr<mqtt::Session> reader = sessions({}), writer = sessions({});
};

}  // namespace

TEST_CASE("what one session publishes reaches another that subscribed it, in order, and is acknowledged") {
  Two two;
  REQUIRE(two.read.connected);
  two.reader->subscribe(7, {"a/+/b", "c/#"}, 1);
  two.writer->publish(1, "a/x/b", "first", 1, false);
  two.writer->publish(2, "c", "second", 1, false);
  CHECK(two.read.messages.empty());  // never from inside a call
  CHECK(two.written.published.empty());
  two.turn();
  CHECK(two.read.subscribed.at(7) == std::vector<std::uint8_t>{1, 1});
  REQUIRE(two.read.messages.size() == 2);
  CHECK(two.read.messages[0].payload == "first");
  CHECK(two.read.messages[1].topic == "c");
  CHECK(two.written.published.at(2).reason == mqtt::kSuccess);
  CHECK(two.written.messages.empty());
}

TEST_CASE("what nobody subscribed is acknowledged as such, and kept for nobody") {
  Two two;
  two.writer->publish(1, "a", "lost", 1, true);
  two.turn();
  CHECK(two.written.published.at(1).reason == mqtt::kNoMatchingSubscribers);
  two.reader->subscribe(1, {"a"}, 1);
  two.turn();
  CHECK(two.read.messages.empty());
  two.reader->unsubscribe({"a"});
  two.writer->publish(2, "a", "lost too", 1, false);
  two.turn();
  CHECK(two.read.messages.empty());
}

TEST_CASE("a session that ends hears nothing more, and one that is closed is told last") {
  Two two;
  two.reader->subscribe(1, {"a"}, 1);
  two.turn();
  two.writer->publish(1, "a", "late", 1, false);
  two.writer->close();
  two.reader.reset();
  two.turn();
  CHECK(two.read.messages.empty());
  CHECK(two.written.published.at(1).times == 1);
  CHECK(two.written.ends == 1);
  CHECK_FALSE(two.written.published_after_end);
}

TEST_CASE("sessions of another factory are out of reach") {
  Two two;
  two.reader->subscribe(1, {"a"}, 1);
  const auto stranger = mqtt::loopback_sessions(two.io)({});
  Heard told;
  stranger->connect(told.callbacks());
  stranger->publish(1, "a", "x", 1, false);
  two.turn();
  CHECK(told.published.at(1).reason == mqtt::kNoMatchingSubscribers);
  CHECK(two.read.messages.empty());
}

TEST_CASE("filters match as MQTT says") {
  CHECK(mqtt::filter_matches("a/+/c", "a/b/c"));
  CHECK(mqtt::filter_matches("a/#", "a/b/c"));
  CHECK(mqtt::filter_matches("a/#", "a"));
  CHECK(mqtt::filter_matches("+", "a"));
  CHECK_FALSE(mqtt::filter_matches("+", "a/b"));
  CHECK_FALSE(mqtt::filter_matches("a/+", "a"));
  CHECK_FALSE(mqtt::filter_matches("a/b", "a/bc"));
}
