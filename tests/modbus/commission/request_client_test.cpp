#include "tests/modbus/client_rig.hpp"

#include "adapters/modbus/commission/run_dialogue.hpp"
#include "adapters/modbus/identity/device_identification.hpp"
#include "tests/modbus/passive_stream.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

using Slave = ScriptedModbusSlave;
constexpr Range kTwo{Table::holding_registers, 10, 2};

// A copy of the answer.
struct Kept {
  unsigned count = 0;
  Answer answer;
  std::vector<std::uint8_t> values;
};

struct Rig : ClientRig {
  void ask(std::uint8_t unit, unsigned repeats = 0, const Request& request = kTwo) {
    client->ask(unit, request, repeats, [this](const Answer& answer) {
      ++kept.count;
      kept.answer = answer;
      kept.values.assign(answer.response.values.begin(), answer.response.values.end());
    });
  }
  void until_told(unsigned count = 1) {
    until([&] { return kept.count == count; });
  }
  Kept kept;
};

}  // namespace

TEST_CASE("a question is answered with values, and with how long it took") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    rig.clock.advance(12ms);
    peer.send(Slave::answer(request));
  });
  rig.ask(4);
  rig.until_told();
  CHECK(rig.kept.answer.has_values());
  CHECK(rig.kept.values == std::vector<std::uint8_t>{0x01, 0x9A, 0x01, 0x9B});
  CHECK(rig.kept.answer.round_trip == 12ms);
}

TEST_CASE("no request has transaction id 0, not even after all others were used") {
  Rig rig;
  auto line = std::make_unique<PassiveStream>();
  PassiveStream& peer = *line;
  rig.client = std::make_unique<RequestClient>(std::move(line), rig.settings, rig.clock);
  rig.ask(4);
  peer.listener()->opened();
  for (unsigned i = 1; i <= 65'536; ++i) {
    const auto id = static_cast<std::uint16_t>(peer.sent[0] << 8 | peer.sent[1]);
    REQUIRE(id != 0);
    peer.sent.clear();
    peer.listener()->received(Slave::exception({id, 4, 3, 10, 2}, 2));
    rig.ask(4);
  }
  CHECK(rig.kept.count == 65'536);
}

TEST_CASE("a refusal is an answer, and is put into words") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) { peer.send(Slave::exception(request, 2)); });
  rig.ask(4, 3);
  rig.until_told();
  CHECK(rig.kept.answer.is_exception());
  CHECK(rig.kept.answer.why == "exception 2 (illegal data address) to holding 10..11");
  CHECK(rig.slave.requests().size() == 1);
}

TEST_CASE("an answer that makes no sense is said at once on TCP") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    peer.send(Slave::framed(request.transaction, request.unit, {4, 2, 0, 0}));
  });
  rig.ask(4);
  rig.until_told();
  CHECK(rig.kept.answer.kind == Answer::Kind::answered);
  CHECK(rig.kept.answer.response.kind == Response::Kind::malformed);
  CHECK_FALSE(rig.kept.answer.why.empty());
}

TEST_CASE("silence is repeated as often as asked, then said") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script(Slave::silent());
  rig.ask(4, 2);
  for (std::size_t asked = 1; asked <= 3; ++asked) {
    rig.until([&] { return rig.slave.requests().size() == asked; });
    CHECK(rig.kept.count == 0);
    rig.clock.advance(300ms);
  }
  CHECK(rig.kept.count == 1);
  CHECK(rig.kept.answer.kind == Answer::Kind::silent);
  CHECK(rig.kept.answer.why == "no answer within 300ms to holding 10..11");
}

TEST_CASE("a late answer is told as one, and not taken for the next question's") {
  Rig rig;
  rig.over_tcp();
  Slave::Bytes late;
  rig.slave.script([&](const auto& request, auto& peer) {
    if (request.unit == 3) {
      late = Slave::answer(request);
    } else {
      peer.send(late);
      peer.send(Slave::answer(request));
    }
  });
  std::vector<std::pair<int, Duration>> told;
  rig.client->on_late([&](std::uint8_t unit, Duration after) { told.emplace_back(unit, after); });
  rig.ask(3);
  rig.until([&] { return !late.empty(); });
  rig.clock.advance(300ms);
  REQUIRE(rig.kept.count == 1);
  rig.ask(5);
  rig.until_told(2);
  CHECK(rig.kept.values == std::vector<std::uint8_t>{0x01, 0xFE, 0x01, 0xFF});
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == 3);
  CHECK(told[0].second >= 300ms);
}

TEST_CASE(
    "a late answer of the unit itself is the reason why the request seems unanswered, and names the remedy") {
  for (const bool own : {true, false}) {
    Rig rig;
    rig.over_tcp();
    Slave::Bytes late;
    rig.slave.script([&](const auto& request, auto& peer) {
      if (!late.empty()) peer.send(late);
      late = own ? Slave::answer(request) : Slave::exception(request, 11);
    });
    std::size_t told = 0;
    rig.client->on_late([&](std::uint8_t, Duration) { ++told; });
    rig.ask(3, 1);
    rig.pass_until([&] { return rig.kept.count == 1; });
    CHECK(told == (own ? 1 : 0));
    CHECK((rig.kept.answer.why.find("1 answer came late, after 3") != std::string::npos) == own);
    CHECK((rig.kept.answer.why.find("a longer `--timeout` may help") != std::string::npos) == own);
    CHECK_FALSE(rig.kept.answer.misnumbered);
  }
}

TEST_CASE("requests keep the pause between them") {
  Rig rig;
  rig.settings.pause_between = 20ms;
  rig.over_tcp();
  rig.ask(4);
  rig.until_told();
  rig.ask(4);
  rig.clock.advance(19ms);
  rig.settle();
  CHECK(rig.slave.requests().size() == 1);
  rig.clock.advance(1ms);
  rig.until_told(2);
  CHECK(rig.slave.requests().size() == 2);
}

TEST_CASE("a connection that is closed over a question is opened again, and the question asked once more") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([&](const auto& request, auto& peer) {
    if (rig.slave.connections() == 1) return peer.close();
    peer.send(Slave::answer(request));
  });
  rig.ask(4);
  rig.pass_until([&] { return rig.kept.count == 1; });
  CHECK(rig.kept.answer.has_values());
  CHECK(rig.slave.connections() == 2);
}

TEST_CASE("a gateway that hangs up over an absent unit costs that unit, not the others") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    request.unit == 4 ? peer.close() : peer.send(Slave::answer(request));
  });
  rig.ask(4);
  rig.pass_until([&] { return rig.kept.count == 1; });
  CHECK(rig.kept.answer.kind == Answer::Kind::hung_up);
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("closed by the other side"));
  rig.ask(5);
  rig.pass_until([&] { return rig.kept.count == 2; });
  CHECK(rig.kept.answer.has_values());
}

TEST_CASE("a peer that only ever hangs up is given up, with the reason") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto&, auto& peer) { peer.close(); });
  unsigned questions = 0;
  while (rig.kept.answer.kind != Answer::Kind::line_lost && questions < 10) {
    rig.ask(static_cast<std::uint8_t>(++questions));
    rig.pass_until([&] { return rig.kept.count == questions; });
  }
  CHECK(rig.kept.answer.kind == Answer::Kind::line_lost);
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("closed by the other side, 5 times in a row"));
  CHECK(rig.slave.connections() == 5);
}

TEST_CASE("a host that does not listen is no line, and said at once") {
  Rig rig;
  rig.over_tcp();
  rig.slave.shut_down();
  rig.ask(4, 5);
  rig.until_told();
  CHECK(rig.kept.answer.kind == Answer::Kind::line_lost);
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("cannot connect"));
}

TEST_CASE("a line that does not come back is given up after a few tries") {
  Rig rig;
  rig.over_tcp();
  rig.ask(4);
  rig.until_told();
  rig.slave.shut_down();
  rig.ask(5);
  rig.pass_until([&] { return rig.kept.count == 2; });
  CHECK(rig.kept.answer.kind == Answer::Kind::line_lost);
}

TEST_CASE("a serial port that is not there is no line") {
  Rig rig;
  rig.settings.serial = "/dev/gatewarden-no-such-port";
  rig.make();
  rig.ask(4);
  rig.until_told();
  CHECK(rig.kept.answer.kind == Answer::Kind::line_lost);
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("is the adapter plugged in"));
}

TEST_CASE("on a serial line a damaged answer is told apart from silence, and from noise") {
  Rig rig;
  rig.over_serial();
  rig.line.script([](const auto& request, auto& line) {
    auto answer = ScriptedSerialSlave::answer(request);
    if (request.unit == 4) answer.back() ^= 0x10;
    if (request.unit == 5) answer = {0x00, 0xF8, 0x80};
    if (request.unit != 6) line.send(answer);
  });
  rig.ask(3);
  rig.pass_until([&] { return rig.kept.count == 1; });
  CHECK(rig.kept.answer.has_values());
  rig.ask(4);
  rig.pass_until([&] { return rig.kept.count == 2; });
  CHECK(rig.kept.answer.kind == Answer::Kind::damaged);
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("checksum"));
  rig.ask(5);
  rig.pass_until([&] { return rig.kept.count == 3; });
  CHECK(rig.kept.answer.kind == Answer::Kind::silent);
  CHECK(rig.kept.answer.strays == 3);
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("check baud"));
  rig.ask(6);
  rig.pass_until([&] { return rig.kept.count == 4; });
  CHECK(rig.kept.answer.kind == Answer::Kind::silent);
  CHECK(rig.kept.answer.strays == 0);
}

TEST_CASE("a dialogue is carried to its end, over lost answers too") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([&](const auto& request, auto& peer) {
    if (rig.slave.requests().size() == 1) return;  // lost
    peer.send(Slave::identification(request, "ACME", "EM-24", "1.4"));
  });
  IdentificationDialogue dialogue;
  bool over = false;
  run_dialogue(*rig.client, 4, dialogue, 1, [&](const Answer&) { over = true; });
  rig.until([&] { return rig.slave.requests().size() == 1; });
  rig.clock.advance(300ms);
  rig.until([&] { return over; });
  CHECK(dialogue.objects().at(0) == "ACME");
  CHECK(dialogue.objects().at(2) == "1.4");
}

TEST_CASE("after stop nothing is told, and nothing is asked") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script(Slave::silent());
  rig.ask(4, 3);
  rig.until([&] { return rig.slave.requests().size() == 1; });
  rig.client->stop();
  rig.clock.advance(10s);
  rig.until([&] { return rig.slave.open_connections() == 0; });
  CHECK(rig.kept.count == 0);
  CHECK(rig.slave.requests().size() == 1);
}

TEST_CASE("on a serial line the answer to an earlier asking is not taken for that to another question") {
  Rig rig;
  rig.over_serial();
  std::vector<ScriptedSerialSlave::Request> held;
  rig.line.script([&](const auto& request, auto&) { held.push_back(request); });
  rig.ask(4, 1);
  rig.pass_until([&] { return held.size() == 2; });  // asked again
  rig.line.send(ScriptedSerialSlave::answer(held[0]));
  rig.pass_until([&] { return rig.kept.count == 1; });
  rig.ask(4, 0, Range{Table::holding_registers, 100, 2});
  rig.clock.advance(20ms);
  rig.settle();
  CHECK(held.size() == 2);  // the second request's answer is still to come
  rig.line.send(ScriptedSerialSlave::answer(held[1]));
  rig.pass_until([&] { return held.size() == 3; });
  rig.line.send(ScriptedSerialSlave::answer(held[2]));
  rig.pass_until([&] { return rig.kept.count == 2; });
  CHECK(rig.kept.values == std::vector<std::uint8_t>{0x01, 0xF4, 0x01, 0xF5});
}

TEST_CASE("a peer that numbers answers itself is asked nothing else of a unit that may still answer") {
  Rig rig;
  rig.settings.any_transaction_id = true;
  rig.over_tcp();
  Slave::Peer* connection = nullptr;
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    held.push_back(request);
    connection = &peer;
  });
  const auto answer = [&] {
    Slave::Request own = held.back();
    own.transaction = static_cast<std::uint16_t>(own.transaction + 77);
    connection->send(Slave::answer(own));
  };
  rig.ask(4);
  rig.until([&] { return held.size() == 1; });
  rig.clock.advance(300ms);
  REQUIRE(rig.kept.count == 1);
  rig.ask(4, 0, Range{Table::holding_registers, 100, 2});
  rig.clock.advance(20ms);
  rig.settle();
  REQUIRE(held.size() == 1);
  answer();  // late
  rig.until([&] { return held.size() == 2; });
  CHECK(rig.kept.count == 1);
  answer();
  rig.until_told(2);
  CHECK(rig.kept.values == std::vector<std::uint8_t>{0x01, 0xF4, 0x01, 0xF5});
}

TEST_CASE("ids begin with 1 over each connection") {
  Rig rig;
  rig.over_tcp();
  std::vector<int> ids;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    ids.push_back(request.transaction);
    peer.send(Slave::answer(request));
    if (ids.size() == 2) peer.close();
  });
  for (unsigned i = 1; i <= 3; ++i) {
    rig.ask(4);
    rig.pass_until([&] { return rig.kept.count == i; });
  }
  CHECK(ids == std::vector<int>{1, 2, 1});
}

TEST_CASE("an answer whose two lengths differ is put into words with both") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    Slave::Bytes frame = Slave::answer(request);
    --frame[5];
    peer.send(frame);
  });
  rig.ask(4);
  rig.until_told();
  CHECK(rig.kept.answer.why == "the length field says 6, the answer needs 7 (holding 10..11)");
}

TEST_CASE("RTU on a connection for Modbus TCP is named with its key") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto&, auto& peer) { peer.send({1, 3, 2, 0x03, 0xE8, 0xB8, 0xFA}); });
  rig.ask(1);
  rig.pass_until([&] { return rig.kept.count == 1; });
  CHECK_THAT(rig.kept.answer.why, Catch::Contains("rtu_over_tcp"));
}
