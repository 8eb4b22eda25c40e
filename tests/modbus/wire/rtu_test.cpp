#include "adapters/modbus/wire/rtu.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "adapters/modbus/wire/line_pace.hpp"
#include "adapters/modbus/wire/serial_line.hpp"
#include "tests/support/scripted_serial_slave.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;
using Slave = ScriptedSerialSlave;

namespace {

struct Seen {
  std::uint16_t transaction;
  std::uint8_t unit;
  Bytes pdu;
  bool damaged;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Bytes ask(RtuFraming& framing, const Question& question) {
  std::array<std::uint8_t, kMaxRequestBytes> out{};
  const std::size_t bytes = framing.ask(question, out);
  return Bytes(out.begin(), out.begin() + static_cast<long>(bytes));
}

// In pieces of `piece` bytes.
std::vector<Seen> feed(RtuFraming& framing, const Bytes& bytes, std::size_t piece) {
  std::vector<Seen> seen;
  std::span<const std::uint8_t> rest(bytes);
  while (!rest.empty() && framing.fault().empty()) {
    auto next = rest.first(std::min(piece, rest.size()));
    rest = rest.subspan(next.size());
    while (const auto frame = framing.next(next)) {
      seen.push_back(
          {frame->transaction, frame->unit, Bytes(frame->pdu.begin(), frame->pdu.end()), frame->damaged});
    }
  }
  return seen;
}

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

const Range kTwo{Table::holding_registers, 0x0100, 2};
const Bytes kPdu{3, 4, 0, 1, 0, 2};

}  // namespace

TEST_CASE("the checksum is the specification's") {
  // MODBUS over Serial Line V1.02, section 6.2.2: 02 07 gives 41 12.
  CHECK(rtu_checksum(Bytes{0x02, 0x07}) == 0x1241);
  CHECK(rtu_checksum(Bytes{0x02, 0x07, 0x41, 0x12}) == 0);
}

TEST_CASE("a request is unit, PDU and checksum, its low byte first") {
  RtuFraming framing;
  CHECK(ask(framing, {1, 0x11, Range{Table::holding_registers, 0x6B, 3}}) ==
        Bytes{0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87});
}

TEST_CASE("an answer is found however it is cut, with its request's transaction") {
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 100u}) {
    RtuFraming framing;
    ask(framing, {7, 4, kTwo});
    CHECK(feed(framing, Slave::framed(4, kPdu), piece) == std::vector<Seen>{{7, 4, kPdu, false}});
    ask(framing, {8, 4, kTwo});
    CHECK(feed(framing, Slave::framed(4, {0x83, 2}), piece) == std::vector<Seen>{{8, 4, {0x83, 2}, false}});
    CHECK(framing.leftover() == 0);
  }
}

TEST_CASE("garbage before, after and between answers is passed over") {
  const std::vector<Bytes> garbage{
      {0},
      {0xFF, 0xFF, 0xFF},
      {4},                  // begins like the answer
      {4, 3},               //
      {4, 3, 4},            //
      {4, 3, 4, 0, 1},      //
      {9, 3, 250, 1, 2, 3}  // begins like a long answer of another unit
  };
  for (const Bytes& noise : garbage) {
    for (const std::size_t piece : {1u, 4u, 100u}) {
      RtuFraming framing;
      ask(framing, {1, 4, kTwo});
      INFO("noise of " << noise.size() << " bytes from " << int{noise[0]} << " in pieces of " << piece);
      auto seen = feed(framing, noise + Slave::framed(4, kPdu), piece);
      std::erase_if(seen, [](const Seen& each) { return each.damaged; });  // noise may look like an answer
      CHECK(seen == std::vector<Seen>{{1, 4, kPdu, false}});
      ask(framing, {2, 4, kTwo});
      CHECK(feed(framing, Slave::framed(4, kPdu) + noise, piece) == std::vector<Seen>{{2, 4, kPdu, false}});
      ask(framing, {3, 4, kTwo});  // the rest of the noise is dropped
      CHECK(feed(framing, Slave::framed(4, kPdu), piece) == std::vector<Seen>{{3, 4, kPdu, false}});
    }
  }
}

TEST_CASE("the echo of the own request is passed over, whole or in pieces") {
  for (const std::size_t piece : {1u, 5u, 100u}) {
    for (const Range& range : {kTwo, Range{Table::coils, 0, 3}, Range{Table::holding_registers, 0x0400, 2}}) {
      RtuFraming framing;
      for (std::uint16_t round = 1; round <= 3; ++round) {
        const Bytes echo = ask(framing, {round, 4, range});
        Slave::Request request{4, static_cast<std::uint8_t>(range.table), range.first, range.count, {}};
        const Bytes answer = Slave::answer(request);
        const Bytes pdu(answer.begin() + 1, answer.end() - 2);
        CHECK(feed(framing, echo + answer, piece) == std::vector<Seen>{{round, 4, pdu, false}});
        CHECK(framing.leftover() == 0);
      }
    }
  }
}

TEST_CASE("an answer that looks like its request is believed only where the line is known not to echo") {
  const Range bits{Table::coils, 0x03AA, 20};  // its answer has three bytes: aa 00 14
  const Range plain{Table::coils, 0, 20};
  RtuFraming unknown;
  const Bytes request = ask(unknown, {1, 4, bits});
  REQUIRE(request == Slave::framed(4, {1, 3, 0xAA, 0, 20}));
  CHECK(feed(unknown, request, 100).empty());
  RtuFraming silent_line;
  ask(silent_line, {1, 4, plain});
  REQUIRE(feed(silent_line, Slave::framed(4, {1, 3, 1, 2, 3}), 100).size() == 1);
  ask(silent_line, {2, 4, bits});
  CHECK(feed(silent_line, request, 100) == std::vector<Seen>{{2, 4, {1, 3, 0xAA, 0, 20}, false}});
}

TEST_CASE("an answer of another unit counts as one to an earlier request, never to this one") {
  RtuFraming framing;
  ask(framing, {41, 3, kTwo});
  ask(framing, {42, 4, kTwo});
  const auto both = Slave::framed(3, kPdu) + Slave::framed(4, kPdu);
  CHECK(feed(framing, both, 100) == std::vector<Seen>{{41, 3, kPdu, false}, {42, 4, kPdu, false}});
}

TEST_CASE("an answer with a wrong checksum is reported as damaged, and the next one is found") {
  RtuFraming framing;
  ask(framing, {1, 4, kTwo});
  Bytes bad = Slave::framed(4, kPdu);
  bad[4] ^= 0x10;
  const auto seen = feed(framing, bad, 3);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].damaged);
  CHECK(seen[0].transaction == 1);
  ask(framing, {2, 4, kTwo});
  CHECK(feed(framing, Slave::framed(4, kPdu), 3) == std::vector<Seen>{{2, 4, kPdu, false}});
}

TEST_CASE("a damaged answer of another function is nobody's") {
  RtuFraming framing;
  ask(framing, {1, 4, kTwo});
  Bytes bad = Slave::framed(4, Bytes{4, 4, 0, 1, 0, 2});
  bad[4] ^= 0x10;
  CHECK(feed(framing, bad, 3).empty());
}

TEST_CASE("an answer cut short leaves its bytes counted, and does not swallow the next") {
  RtuFraming framing;
  ask(framing, {1, 4, kTwo});
  CHECK(feed(framing, {4, 3, 4, 0, 1}, 100).empty());
  CHECK(framing.leftover() == 5);
  ask(framing, {2, 4, kTwo});
  CHECK(framing.leftover() == 0);
  CHECK(feed(framing, Slave::framed(4, kPdu), 100) == std::vector<Seen>{{2, 4, kPdu, false}});
}

TEST_CASE("a line that brings nothing but garbage is given up, one with a good frame now and then is not") {
  RtuFraming hopeless;
  ask(hopeless, {1, 4, kTwo});
  feed(hopeless, Bytes(2 * RtuFraming::kMaxGarbage, 0), 64);
  CHECK_FALSE(hopeless.fault().empty());
  hopeless.reset();
  CHECK(hopeless.fault().empty());
  RtuFraming noisy;
  for (std::uint16_t round = 1; round < 20; ++round) {
    ask(noisy, {round, 4, kTwo});
    CHECK(feed(noisy, Bytes(1000, 0) + Slave::framed(4, kPdu), 64).size() == 1);
  }
  CHECK(noisy.fault().empty());
}

TEST_CASE("among random noise the answer is found, and nothing that was not sent") {
  std::mt19937 random(20261123);
  RtuFraming framing;
  for (std::uint16_t round = 1; round < 2000; ++round) {
    const Range range{Table::holding_registers, static_cast<std::uint16_t>(random()),
                      static_cast<std::uint16_t>(1 + random() % 100)};
    const auto unit = static_cast<std::uint8_t>(1 + random() % 247);
    ask(framing, {round, unit, range});
    Bytes noise(random() % 40);
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    const Bytes answer = Slave::answer({unit, 3, range.first, range.count, {}});
    const Bytes pdu(answer.begin() + 1, answer.end() - 2);
    const auto seen = feed(framing, noise + answer, 1 + random() % 64);
    std::size_t good = 0;
    for (const Seen& each : seen) good += each == Seen{round, unit, pdu, false} ? 1 : 0;
    CHECK(good == 1);
    CHECK(seen.size() == good);
  }
}

TEST_CASE("a serial line keeps the time of its characters and the specification's silence") {
  const SerialLine slow{9600, Parity::none, 1}, even{9600, Parity::even, 1}, fast{115200, Parity::none, 2};
  CHECK(slow.time_of(96) == 100ms);
  CHECK(even.time_of(96) == 110ms);
  CHECK(fast.time_of(1152) == 110ms);
  CHECK(even.silence() == even.time_of(7) / 2);
  CHECK(SerialLine{19200, Parity::even, 1}.silence() > 2ms);
  CHECK(SerialLine{38400, Parity::even, 1}.silence() == 1750us);
}

TEST_CASE("a line rests after the last byte, longer where another unit is next") {
  const SteadyTime start{1h};
  LinePace pace({4ms, 20ms});
  CHECK(pace.free_for(1) <= start);
  pace.asked(1, start + 8ms);
  pace.heard(start + 30ms);
  CHECK(pace.free_for(1) == start + 34ms);
  CHECK(pace.free_for(2) == start + 50ms);
  pace.heard(start + 40ms);  // a late answer: the line must be silent again
  CHECK(pace.free_for(1) == start + 44ms);
  pace.reset();
  CHECK(pace.free_for(2) <= start);
}
