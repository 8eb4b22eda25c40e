// Peers over TCP that answer later than the time-out: each late answer is judged by the request that was given up. What the
// device itself sent is a sign of life, and never a reading.
#include <deque>

#include "tests/modbus/link_rig.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;
using Answers = std::function<Slave::Bytes(const Slave::Request&)>;

namespace {

constexpr Duration kTimeOut = 500ms;

// Everything is answered, after a while.
struct LateRig : LinkRig {
  void answer_after(Duration its_delay, Answers its_answers = &Slave::answer) {
    delay = its_delay;
    answers = std::move(its_answers);
    slave.script([this](const Slave::Request& request, Slave::Peer& peer) {
      under_way.push_back({clock.now() + delay, peer.weak_from_this(), answers(request)});
    });
  }
  void serve(
      Duration duration, const std::function<void()>& each = [] {}) {
    for (; duration > Duration::zero(); duration -= 10ms) {
      pass(10ms);
      for (; !under_way.empty() && under_way.front().at <= clock.now(); under_way.pop_front()) {
        if (const auto peer = under_way.front().peer.lock()) peer->send(under_way.front().bytes);
      }
      settle();
      each();
    }
  }
  bool shown(std::uint8_t id, const char* text) const {
    return device(id).why.find(text) != std::string::npos;
  }
  // Not heard for longer than a device in order may be silent.
  bool overdue(std::uint8_t id) const {
    const auto heard = device(id).last_heard;
    return !heard || clock.now() - *heard > sink.expected.at(id);
  }

  struct Answer {
    SteadyTime at;
    std::weak_ptr<Slave::Peer> peer;
    Slave::Bytes bytes;
  };
  Duration delay{};
  Answers answers;
  std::deque<Answer> under_way;
};

}  // namespace

TEST_CASE("a device whose every answer is late lives, brings no value, and is shown with the delay") {
  struct Case {
    Duration delay, every;
    const char* text;
  };
  for (const Case& each : {Case{3 * kTimeOut / 2, 10s, "the last after 750ms"},
                           {3 * kTimeOut / 2, 1s, "after 750ms"},
                           {10 * kTimeOut, 10s, "the last after 5s"},
                           {10 * kTimeOut, 1s, "after 5s"}}) {
    INFO(each.text << ", every " << each.every.count() / 1'000'000'000 << " s");
    LateRig rig;
    rig.start({unit(1, profile_of({holding(0)}, each.every))});
    rig.answer_after(each.delay);
    rig.serve(60s);
    CHECK(rig.sink.heard_of[1] >= 3);
    unsigned overdue = 0, not_degraded = 0;
    rig.serve(10min, [&] {
      overdue += rig.overdue(1);
      not_degraded += rig.device(1).state != DeviceState::degraded;
    });
    CHECK(overdue == 0);
    CHECK(not_degraded == 0);
    CHECK(rig.sink.count(100) == 0);
    CHECK(rig.shown(1, each.text));
    CHECK(rig.shown(1, "a longer `timeout` may help"));
    CHECK_THAT(rig.link->snapshot().why,
               Catch::Contains("no request brings a value") && Catch::Contains("came late"));
    CHECK(rig.slave.open_connections() == 1);
  }
}

TEST_CASE("many late units of one line take turns within the probe budget, and none is taken for silent") {
  for (const unsigned outstanding : {1u, 4u}) {
    LateRig rig;
    rig.settings.outstanding = outstanding;
    std::vector<Assignment> units;
    for (std::uint8_t id = 1; id <= 12; ++id) units.push_back(unit(id, profile_of({holding(0)}, 1s)));
    rig.start(std::move(units));
    rig.answer_after(5 * kTimeOut / 2);  // after another unit's time-out each has two
    rig.serve(5min);
    std::map<unsigned, unsigned> overdue;
    rig.serve(10min, [&] {
      for (std::uint8_t id = 1; id <= 12; ++id) overdue[id] += rig.overdue(id);
    });
    for (const auto& [id, times] : overdue) {
      INFO("unit " << id);
      CHECK(times == 0);
      CHECK(rig.device(static_cast<std::uint8_t>(id)).state == DeviceState::degraded);
    }
  }
}

TEST_CASE("a reload leaves late units the chance that they have") {
  LateRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  const auto units = [&] {
    std::vector<Assignment> all;
    for (std::uint8_t id = 1; id <= 12; ++id) all.push_back(unit(id, profile));
    return all;
  };
  rig.start(units());
  rig.answer_after(5 * kTimeOut / 2);
  rig.serve(10min);
  const auto before = rig.sink.expected;
  rig.link->assign(units());
  for (const auto& [id, silence] : rig.sink.expected) {
    INFO("unit " << id);
    CHECK(silence >= before.at(id));
    CHECK_FALSE(rig.overdue(static_cast<std::uint8_t>(id)));
  }
}

TEST_CASE("one whose answers are always late is not silent and back with each of them") {
  const test::LogCapture log;
  LateRig rig;
  rig.settings.misses = 1;
  const auto profile = profile_of({holding(0)}, 1s);
  rig.start({unit(1, profile), unit(2, profile)});  // unit 2 keeps the connection
  bool silent = false;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (silent && request.unit == 1) return;
    const Duration delay = request.unit == 1 ? 3 * kTimeOut / 2 : Duration(10ms);
    rig.under_way.push_back({rig.clock.now() + delay, peer.weak_from_this(), Slave::answer(request)});
  });
  rig.serve(5min);
  CHECK(log.count("device_late") == 1);
  CHECK(log.count("device_silent") <= 1);  // before its first answer came
  CHECK(log.count("device_returned") == log.count("device_silent"));
  const std::size_t before = log.count("device_silent");
  silent = true;
  rig.serve(2min);
  CHECK(log.count("device_silent") == before + 1);
}

TEST_CASE("late answers have a line, and their end; a device that dies after them has its own") {
  const test::LogCapture log;
  LateRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.answer_after(3 * kTimeOut / 2);
  rig.serve(5min);
  CHECK(log.count("device_late") == 1);
  CHECK(log.count("device_silent") == 0);
  rig.slave.script(Slave::silent());
  rig.serve(2min);
  CHECK(log.count("device_silent") == 1);
  rig.answer_after(10ms);
  rig.serve(5min);
  CHECK(log.count("device_returned") == 1);
  CHECK(log.count("device_in_time") == 1);
  CHECK(log.count("device_late") == 1);
}

TEST_CASE(
    "a device that was quick before and is late now is degraded, and online with its next answer in time") {
  LateRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.answer_after(10ms);
  rig.serve(10s);
  const Duration usual = rig.sink.expected[1];
  rig.answer_after(3 * kTimeOut / 2);
  rig.serve(20ms);  // the last one in time
  const std::size_t read = rig.sink.count(100);
  CHECK(read >= 9);
  rig.serve(2min);
  CHECK(rig.device(1).state == DeviceState::degraded);
  CHECK(rig.sink.count(100) == read);
  CHECK(rig.sink.expected[1] > usual);  // it is asked less often
  rig.answer_after(10ms);
  rig.serve(20s);
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK(rig.device(1).why.empty());
  CHECK(rig.sink.expected[1] == usual);
  rig.slave.script(Slave::silent());
  rig.serve(1min);
  CHECK(rig.device(1).state == DeviceState::offline);
  CHECK(rig.overdue(1));
}

TEST_CASE("a device that is late and then dies is offline") {
  LateRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.answer_after(3 * kTimeOut / 2);
  rig.serve(1min);
  CHECK(rig.device(1).state == DeviceState::degraded);
  rig.slave.script(Slave::silent());
  rig.serve(2min);
  CHECK(rig.device(1).state == DeviceState::offline);
  CHECK(rig.overdue(1));
}

TEST_CASE("a device that is late at times is read at the others, and is online") {
  LateRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  unsigned asked = 0;
  rig.answer_after(10ms, [&](const Slave::Request& request) {
    rig.delay = ++asked % 4 == 0 ? 3 * kTimeOut / 2 : 10ms;
    return Slave::answer(request);
  });
  rig.serve(60s);
  CHECK(rig.sink.count(100) >= 40);
  CHECK(rig.counted(1, "late") >= 10);
  CHECK(rig.sink.heard_of[1] >= rig.sink.count(100) + 10);
  CHECK(rig.slave.connections() == 1);
}

TEST_CASE("a late exception of the device is a sign of life; what it did not say itself is none") {
  struct Case {
    const char* name;
    Answers answer;
    bool lives;
  };
  const auto pdu = [](std::uint8_t unit, Slave::Bytes bytes) {
    return [unit, bytes = std::move(bytes)](const Slave::Request& request) {
      return Slave::framed(request.transaction, unit, bytes);
    };
  };
  const std::vector<Case> cases{
      {"illegal data address", pdu(1, {0x83, 2}), true},
      {"busy", pdu(1, {0x83, 6}), true},
      {"gateway path unavailable", pdu(1, {0x83, 10}), false},
      {"gateway target failed to respond", pdu(1, {0x83, 11}), false},
      {"another unit", pdu(2, {3, 2, 0, 7}), false},
      {"another function", pdu(1, {4, 2, 0, 7}), false},
      {"another length", pdu(1, {3, 4, 0, 7, 0, 7}), false},
      {"an exception to another function", pdu(1, {0x84, 2}), false},
      {"an exception without a code", pdu(1, {0x83, 0}), false},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    LateRig rig;
    rig.start({unit(1, profile_of({holding(0)}, 1s))});
    rig.answer_after(3 * kTimeOut / 2, each.answer);
    rig.serve(60s);
    CHECK((rig.sink.heard_of[1] > 0) == each.lives);
    CHECK(rig.device(1).last_heard.has_value() == each.lives);
    CHECK((rig.device(1).state == DeviceState::never_seen) == !each.lives);
    CHECK(rig.sink.count(100) == 0);
    CHECK(rig.slave.requests().size() >= 3);
  }
}

TEST_CASE("of two devices of one unit only the one that was asked is heard") {
  LateRig rig;
  Assignment other = unit(2, profile_of({holding(50)}, 1s));
  other.address = UnitAddress{1};
  rig.start({unit(1, profile_of({holding(0)}, 1s)), std::move(other)});
  rig.answer_after(3 * kTimeOut / 2, [](const Slave::Request& request) {
    return request.first == 0 ? Slave::answer(request) : Slave::Bytes();
  });
  rig.serve(60s);
  CHECK(rig.sink.heard_of[1] >= 3);
  CHECK(rig.sink.heard_of[2] == 0);
  CHECK(rig.counted(2, "late") == 0);
  CHECK(rig.device(2).state == DeviceState::never_seen);
}

TEST_CASE("where answers have no ids of their own a late one is no sign of life") {
  LateRig rig;
  rig.settings.any_transaction_id = true;
  rig.start({unit(1, profile_of({holding(0)}, 10s))});
  rig.answer_after(3 * kTimeOut / 2);
  rig.serve(60s);
  CHECK(rig.counted(1, "late") >= 1);
  CHECK(rig.sink.heard_of[1] == 0);
}
