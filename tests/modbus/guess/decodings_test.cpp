// What registers may mean: known values are found, noise is not.
#include "adapters/modbus/guess/decodings.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <map>
#include <random>

using namespace gatewarden::modbus;

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr ByteOrder kOrders[] = {ByteOrder::abcd, ByteOrder::cdab, ByteOrder::badc, ByteOrder::dcba};

// As sent by a device: the natural order is high registers and bytes first.
Bytes sent(std::uint64_t raw, std::size_t registers, ByteOrder order) {
  Bytes bytes;
  for (std::size_t i = 0; i < registers; ++i) {
    const bool lowest_first = order == ByteOrder::cdab || order == ByteOrder::dcba;
    const auto place = lowest_first ? i : registers - 1 - i;
    const auto word = static_cast<std::uint16_t>(raw >> (16 * place));
    const auto high = static_cast<std::uint8_t>(word >> 8), low = static_cast<std::uint8_t>(word);
    const bool swapped = order == ByteOrder::badc || order == ByteOrder::dcba;
    bytes.push_back(swapped ? low : high);
    bytes.push_back(swapped ? high : low);
  }
  return bytes;
}

Bytes registers(std::initializer_list<unsigned> values) {
  Bytes bytes;
  for (const unsigned value : values) {
    bytes.push_back(static_cast<std::uint8_t>(value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  return bytes;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::uint64_t raw(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint64_t raw(double value) { return std::bit_cast<std::uint64_t>(value); }

template <class Real>
std::string shortest(Real value) {
  std::array<char, 64> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string guess_of(const Bytes& bytes, const Bytes& later = {}) {
  std::string text;
  for (const Decoding& each : decodings_of(bytes, later).guess) {
    text += (text.empty() ? "" : "; ") + each.way() + " " + each.value;
  }
  return text;
}

bool shows(const Bytes& bytes, DataType as, ByteOrder order, const std::string& value) {
  const auto from = decodings_of(bytes, {}).from;
  return std::any_of(from[0].begin(), from[0].end(), [&](const Decoding& each) {
    return each.as == as && each.order == order && each.value == value;
  });
}

}  // namespace

TEST_CASE(
    "a measurement in float32 is the best guess: alone in the usual orders, with company in every order") {
  const std::vector<float> values{230.1347f, 49.98f, 0.9871f, -12.75f, 15234.56f, 1.0f, 0.05f};
  for (const ByteOrder order : kOrders) {
    Bytes block;
    for (const float value : values) {
      INFO(value << " " << name_of(order));
      const auto found = decodings_of(sent(raw(value), 2, order), {});
      block = block + sent(raw(value), 2, order);
      if (order != ByteOrder::abcd && order != ByteOrder::cdab) continue;
      REQUIRE(found.guess.size() == 1);
      CHECK(found.guess[0].as == DataType::float32);
      CHECK(found.guess[0].order == order);
    }
    const auto together = decodings_of(block, {}).guess;
    REQUIRE(together.size() == values.size());
    for (const Decoding& each : together) CHECK(each.way() == "float32 " + std::string(name_of(order)));
  }
}

// Only values that look like two plain numbers side by side may be missing.
TEST_CASE(
    "numbers of every type and order are among what is shown, hardly any missing even without company") {
  std::mt19937 random(7);
  constexpr int kTimes = 500;
  std::map<std::pair<DataType, ByteOrder>, int> found;
  const auto look = [&](DataType as, ByteOrder order, const Bytes& bytes, const std::string& value) {
    found[{as, order}] += shows(bytes, as, order, value);
  };
  for (int i = 0; i < kTimes; ++i) {
    const auto natural = std::uniform_int_distribution<std::uint32_t>(70'000, 30'000'000)(random);
    const auto real = std::uniform_real_distribution<float>(0.1f, 9000.f)(random);
    const auto wide = std::uniform_int_distribution<std::uint64_t>(1ull << 33, 1ull << 46)(random);
    const double exact = std::uniform_real_distribution<double>(-9000, 9000)(random);
    for (const ByteOrder order : kOrders) {
      look(DataType::uint32, order, sent(natural, 2, order), std::to_string(natural));
      look(DataType::int32, order, sent(0u - natural, 2, order), "-" + std::to_string(natural));
      look(DataType::uint64, order, sent(wide, 4, order), std::to_string(wide));
      look(DataType::int64, order, sent(0ull - wide, 4, order), "-" + std::to_string(wide));
      look(DataType::float32, order, sent(raw(i % 2 == 0 ? real : -real), 2, order),
           shortest(i % 2 == 0 ? real : -real));
      look(DataType::float64, order, sent(raw(exact), 4, order), shortest(exact));
    }
  }
  CHECK(found.size() == 24);
  for (const auto& [way, count] : found) {
    INFO(name_of(way.first) << " " << name_of(way.second));
    CHECK(count >= kTimes * 9 / 10);
  }
}

TEST_CASE("decimal digits are found where they fit") {
  CHECK(shows(registers({0x1234, 0x5678}), DataType::bcd, ByteOrder::abcd, "12345678"));
  CHECK(shows(registers({0x2026}), DataType::bcd, ByteOrder::abcd, "2026"));
  CHECK(shows(registers({123, 4567}), DataType::mod10k, ByteOrder::abcd, "1234567"));
  CHECK(shows(registers({4567, 123}), DataType::mod10k, ByteOrder::cdab, "1234567"));
  CHECK_FALSE(shows(registers({0x123A, 0x5678}), DataType::bcd, ByteOrder::abcd, "12345678"));
}

TEST_CASE("a block of one kind is guessed whole, and at the right place") {
  Bytes floats = registers({3});
  for (const float value : {230.1f, 231.4f, 229.8f, 4.215f, 0.0f, 3.987f, 49.98f}) {
    floats = floats + sent(raw(value), 2, ByteOrder::cdab);
  }
  CHECK(guess_of(floats) ==
        "uint16 3; float32 CDAB 230.1; float32 CDAB 231.4; float32 CDAB 229.8; float32 CDAB 4.215; "
        "float32 CDAB 0; float32 CDAB 3.987; float32 CDAB 49.98");

  CHECK(guess_of(registers({2301, 2298, 2310, 512, 498, 505, 0, 4999, 17})) ==
        "uint16 2301; uint16 2298; uint16 2310; uint16 512; uint16 498; uint16 505; uint16 0; uint16 4999; "
        "uint16 17");

  Bytes counters;
  for (const std::uint64_t value : {2301ull, 2298ull, 2310ull, 123'456ull, 98'765ull}) {
    counters = counters + sent(value, 2, ByteOrder::cdab);
  }
  CHECK(guess_of(counters) ==
        "uint32 CDAB 2301; uint32 CDAB 2298; uint32 CDAB 2310; uint32 CDAB 123456; uint32 CDAB 98765");
}

TEST_CASE("texts are found with their padding, and the order of their bytes by their letters") {
  const auto text = [](std::string_view said, std::size_t count, bool swapped) {
    Bytes bytes(2 * count, 0);
    for (std::size_t i = 0; i < said.size(); ++i)
      bytes[i ^ (swapped ? 1u : 0u)] = static_cast<std::uint8_t>(said[i]);
    return bytes;
  };
  CHECK(guess_of(text("ACME", 8, false) + text("EM24-DIN", 8, false) + registers({2301})) ==
        "string of 8 \"ACME\"; string of 8 \"EM24-DIN\"; uint16 2301");
  CHECK(guess_of(text("Carlo Gavazzi", 8, true)) == "string of 8, bytes swapped \"Carlo Gavazzi\"");
  CHECK(guess_of(text("V1.02b", 4, false)) == "string of 4 \"V1.02b\"");
}

TEST_CASE("what devices say when they have no value is named") {
  CHECK(guess_of(registers({2301, 0x8000, 2298})) == "uint16 2301; int16 no value; uint16 2298");
  CHECK(guess_of(sent(0x7FC00000, 2, ByteOrder::abcd)) == "float32 ABCD no value");
  const auto all_ones = decodings_of(registers({0xFFFF}), {}).from[0];
  CHECK(std::any_of(all_ones.begin(), all_ones.end(),
                    [](const Decoding& each) { return each.as == DataType::uint16 && each.no_value; }));
}

TEST_CASE("a second reading tells which register is the high one") {
  // The low register overflows into the one before it, then into the one behind it.
  const auto counted = decodings_of(registers({0x0002, 0xFF00}), registers({0x0003, 0x0010})).guess;
  REQUIRE(counted.size() == 1);
  CHECK(counted[0].way() == "uint32 ABCD");
  CHECK(counted[0].value == "196352");
  CHECK(counted[0].later == "196624");
  CHECK(guess_of(registers({0xFF00, 0x0002}), registers({0x0010, 0x0003})) == "uint32 CDAB 196352");
}

TEST_CASE("beside a confident guess nothing is shown that only its parts might mean") {
  Bytes floats;
  for (const float value : {230.1347f, 231.42f, 229.87f, 4.215f, 49.98f})
    floats = floats + sent(raw(value), 2, ByteOrder::cdab);
  for (const auto& each : decodings_of(floats, {}).from) CHECK(each.size() <= 1);
  const auto voltages = decodings_of(registers({2301, 2298, 2310, 2305}), {}).from;
  for (const auto& each : voltages) CHECK(each.size() == 1);
}

TEST_CASE("a counter that rises a little is taken for one") {
  const auto counter = decodings_of(registers({2301, 2298, 2310, 0x0002, 0xD6BD, 0x0007, 0x2AF3}),
                                    registers({2305, 2297, 2311, 0x0002, 0xD6C9, 0x0007, 0x2AF3}));
  REQUIRE(counter.guess.size() == 5);
  CHECK(counter.guess[3].way() == "uint32 ABCD");
  CHECK(counter.guess[3].value + " -> " + counter.guess[3].later == "186045 -> 186057");
  CHECK(counter.guess[4].value == "469747");
}

TEST_CASE("noise gives few decodings, less than one a register besides the number itself") {
  std::mt19937 random(11);
  std::size_t shown = 0, guessed_wide = 0;
  constexpr std::size_t kRegisters = 4000;
  for (std::size_t block = 0; block < kRegisters / 40; ++block) {
    Bytes noise(80);
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    const auto found = decodings_of(noise, {});
    for (const auto& each : found.from) {
      shown += static_cast<std::size_t>(
          std::count_if(each.begin(), each.end(), [](const Decoding& d) { return !d.guess; }));
    }
    for (const Decoding& each : found.guess) guessed_wide += each.registers > 1;
  }
  INFO(shown << " shown, " << guessed_wide << " guessed of " << kRegisters);
  CHECK(shown < kRegisters);
  CHECK(guessed_wide < kRegisters / 5);
}

TEST_CASE("a mains voltage is pointed out, with the scale that makes it one") {
  CHECK_THAT(decodings_of(registers({2301}), {}).guess[0].remark, Catch::Contains("230.1 V (scale: 0.1)"));
  CHECK_THAT(decodings_of(registers({4998}), {}).guess[0].remark, Catch::Contains("49.98 Hz (scale: 0.01)"));
  CHECK(decodings_of(registers({512}), {}).guess[0].remark.empty());
  CHECK(decodings_of(sent(raw(230.13f), 2, ByteOrder::abcd), {}).guess[0].remark == "perhaps V");
}

TEST_CASE("nothing, and half a register, decode to nothing") {
  CHECK(decodings_of({}, {}).guess.empty());
  CHECK(decodings_of(Bytes{1}, {}).from.empty());
}
