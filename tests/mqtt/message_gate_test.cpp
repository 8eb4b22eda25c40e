#include "gateway/mqtt/message_gate.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace gatewarden::mqtt;
using Told = std::vector<std::string>;

TEST_CASE("what comes to a shut gate waits, and goes before what comes later") {
  Told told;
  MessageGate gate([&](const Message& message) {
    told.push_back(std::string(message.topic) + " " + std::string(message.payload) +
                   (message.retained ? " retained" : ""));
  });
  gate.take({"a", "1"});
  CHECK(told == Told{"a 1"});
  gate.shut();
  CHECK_FALSE(gate.passes());
  gate.take({"a", "2", true});
  gate.take({"a", "3"});
  gate.let_out();
  CHECK(told.size() == 1);
  gate.open();
  CHECK_FALSE(gate.passes());  // others were first
  gate.take({"a", "4"});
  CHECK(told.size() == 1);
  gate.let_out();
  CHECK(told == Told{"a 1", "a 2 retained", "a 3", "a 4"});
  CHECK(gate.passes());
}

TEST_CASE("a gate that is shut again by whom it tells lets out no more") {
  Told told;
  MessageGate* self = nullptr;
  MessageGate gate([&](const Message& message) {
    told.emplace_back(message.payload);
    self->shut();
  });
  self = &gate;
  gate.take({"a", "1"});
  gate.take({"a", "2"});
  gate.take({"a", "3"});
  for (const std::size_t expected : {2, 3, 3}) {
    gate.open();
    gate.let_out();
    CHECK(told.size() == expected);
  }
  CHECK(told == Told{"1", "2", "3"});
}
