// What Paho's library keeps beyond its clients.
#include <MQTTAsync.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <string_view>

#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;

namespace {

int beginnings = 0;

// The library heads its log with this each time it makes its own state.
void count_beginnings(enum MQTTASYNC_TRACE_LEVELS, char* line) {
  if (std::string_view(line).find("Trace Output") != std::string_view::npos) ++beginnings;
}

void connect_and_leave(const MosquittoBroker& broker) {
  boost::asio::io_context io;
  const auto sessions = mqtt::paho_sessions(io);
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = broker.port();
  Heard heard;
  const auto session = sessions(target);
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.connected.has_value(); }));
}

}  // namespace

// Made anew beside a thread that still logs, it loses 124,800 bytes at some reconnections.
TEST_CASE("Paho's library makes its own state once, however often the last client ends") {
  const MosquittoBroker broker;
  connect_and_leave(broker);
  beginnings = 0;
  MQTTAsync_setTraceCallback(count_beginnings);
  connect_and_leave(broker);
  connect_and_leave(broker);
  MQTTAsync_setTraceCallback(nullptr);
  CHECK(beginnings == 0);
}
