// A unit's traffic as its metrics.
#include <numeric>

#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

namespace {

ValueSource traffic(Traffic what, std::uint8_t exception = 0) {
  ValueSource from;
  from.traffic = TrafficPart{what, exception};
  return from;
}

double sum(const std::vector<double>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

}  // namespace

TEST_CASE("requests, time-outs and exceptions are handed over as what grew in each cycle") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.settings.misses = 2;
  enum { truthful, silent, refusing } mood = truthful;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (mood == truthful) peer.send(Slave::answer(request));
    if (mood == refusing) peer.send(Slave::exception(request, 4));
  });
  rig.start({unit(1, profile_of({holding(0), traffic(Traffic::requests), traffic(Traffic::timeouts),
                                 traffic(Traffic::exceptions), traffic(Traffic::exceptions, 4),
                                 traffic(Traffic::exceptions, 2)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  mood = refusing;
  rig.pass(10s);
  rig.until([&] { return rig.sink.count(101) == 2; });
  mood = silent;
  rig.pass(10s);
  rig.until([&] { return rig.slave.requests().size() == 3; });
  rig.pass(600ms);
  rig.until([&] { return rig.sink.count(101) == 3; });
  CHECK(rig.sink.numbers[101] == std::vector<double>{1, 1, 1});
  CHECK(rig.sink.numbers[102] == std::vector<double>{0, 0, 1});
  CHECK(rig.sink.numbers[103] == std::vector<double>{0, 1, 0});
  CHECK(rig.sink.numbers[104] == std::vector<double>{0, 1, 0});
  CHECK(rig.sink.numbers[105] == std::vector<double>{0, 0, 0});
  CHECK(rig.sink.heard_of[1] == 2);  // these counts are not signs of life
}

TEST_CASE("the bytes of a unit are those of its frames, and together they are the link's") {
  LinkRig rig;
  const auto profile =
      profile_of({holding(0), traffic(Traffic::wire_bytes_in), traffic(Traffic::wire_bytes_out)});
  rig.start({unit(1, profile), unit(2, profile)});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(201) == 1; });
  CHECK(rig.sink.numbers[101] == std::vector<double>{11});
  CHECK(rig.sink.numbers[102] == std::vector<double>{12});
  rig.pass(30s);
  rig.until([&] { return rig.sink.count(201) == 4; });
  const auto counters = rig.link->snapshot().counters;
  CHECK(sum(rig.sink.numbers[101]) + sum(rig.sink.numbers[201]) == counters.at("received_bytes"));
  CHECK(sum(rig.sink.numbers[102]) + sum(rig.sink.numbers[202]) == counters.at("sent_bytes"));
}

TEST_CASE("on a serial line the checksum's bytes count, and damaged answers are counted by unit") {
  SerialRig rig;
  rig.settings.retries = 0;
  rig.settings.misses = 9;
  rig.line.script([](const ScriptedSerialSlave::Request& request, ScriptedSerialSlave& line) {
    auto bytes = ScriptedSerialSlave::answer(request);
    if (request.unit == 2) bytes.back() ^= 0xFF;
    line.send(bytes);
  });
  const auto profile = profile_of({holding(0), traffic(Traffic::wire_bytes_in),
                                   traffic(Traffic::wire_bytes_out), traffic(Traffic::crc_errors)});
  rig.start({unit(1, profile), unit(2, profile)});
  rig.serve(2s);
  CHECK(rig.sink.numbers[101] == std::vector<double>{7});
  CHECK(rig.sink.numbers[102] == std::vector<double>{8});
  CHECK(rig.sink.numbers[103] == std::vector<double>{0});
  CHECK(rig.sink.numbers[203] == std::vector<double>{1});
}

TEST_CASE("the round trip is the mean since the last time, and none where nothing was answered") {
  LinkRig rig;
  rig.settings.retries = 0;
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.start({unit(1, profile_of({holding(0), holding(100), traffic(Traffic::round_trip_ms),
                                 traffic(Traffic::round_trip_ms)}))});
  const auto answer_after = [&](Duration delay, std::size_t which) {
    rig.until([&] { return held.size() == which; });
    rig.pass(delay);
    rig.slave.peer().send(Slave::answer(held.back()));
  };
  rig.pass(10ms);
  answer_after(20ms, 1);
  rig.until([&] { return rig.sink.count(100) == 1; });
  answer_after(40ms, 2);
  rig.until([&] { return rig.sink.count(102) == 1; });
  CHECK(rig.sink.numbers[102] == std::vector<double>{30});
  CHECK(rig.sink.numbers[103] == std::vector<double>{30});
  rig.pass(10s);
  rig.until([&] { return held.size() == 3; });
  rig.pass(1s);
  CHECK(rig.device(1).counters.at("timeouts") == 1);
  CHECK(rig.sink.count(102) == 1);
}
