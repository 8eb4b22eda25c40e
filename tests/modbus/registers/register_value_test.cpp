#include "adapters/modbus/registers/register_value.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace gatewarden;
using namespace gatewarden::modbus;
using Bytes = std::vector<std::uint8_t>;
using Kind = Decoded::Kind;

namespace {

ValueShape shaped(DataType as, ByteOrder order = ByteOrder::abcd) {
  ValueShape shape;
  shape.as = as;
  shape.order = order;
  return shape;
}

Decoded decode(const ValueShape& shape, const Bytes& bytes) { return RegisterValue(shape).decode(bytes); }

// A value with the bytes `natural`, as sent in `order`.
Bytes sent_in(ByteOrder order, const Bytes& natural) {
  Bytes sent = natural;
  const std::size_t registers = natural.size() / 2;
  for (std::size_t i = 0; i < registers; ++i) {
    const bool reversed = order == ByteOrder::cdab || order == ByteOrder::dcba;
    const bool swapped = order == ByteOrder::badc || order == ByteOrder::dcba;
    const std::size_t from = 2 * (reversed ? registers - 1 - i : i);
    sent[2 * i] = natural[from + (swapped ? 1 : 0)];
    sent[2 * i + 1] = natural[from + (swapped ? 0 : 1)];
  }
  return sent;
}

Bytes natural_bytes(std::uint64_t value, unsigned count) {
  Bytes bytes;
  for (unsigned i = count; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return bytes;
}

constexpr ByteOrder kOrders[] = {ByteOrder::abcd, ByteOrder::cdab, ByteOrder::badc, ByteOrder::dcba};

}  // namespace

TEST_CASE("the four byte orders of 0x12345678 are what their letters say") {
  const auto read = [](ByteOrder order, const Bytes& bytes) {
    return decode(shaped(DataType::uint32, order), bytes).number.natural_value();
  };
  CHECK(read(ByteOrder::abcd, {0x12, 0x34, 0x56, 0x78}) == 0x12345678);
  CHECK(read(ByteOrder::cdab, {0x56, 0x78, 0x12, 0x34}) == 0x12345678);
  CHECK(read(ByteOrder::badc, {0x34, 0x12, 0x78, 0x56}) == 0x12345678);
  CHECK(read(ByteOrder::dcba, {0x78, 0x56, 0x34, 0x12}) == 0x12345678);
}

TEST_CASE("every type survives every order, all 64 bits of a counter included") {
  std::mt19937_64 random(4);
  for (int i = 0; i < 500; ++i) {
    const std::uint64_t v = random();
    for (const ByteOrder order : kOrders) {
      const auto number = [&](DataType as, unsigned bytes) {
        return decode(shaped(as, order), sent_in(order, natural_bytes(v, bytes))).number;
      };
      REQUIRE(number(DataType::uint16, 2).natural_value() == (v & 0xFFFF));
      REQUIRE(number(DataType::int16, 2).integer_value() == static_cast<std::int16_t>(v));
      REQUIRE(number(DataType::uint32, 4).natural_value() == (v & 0xFFFFFFFF));
      REQUIRE(number(DataType::int32, 4).integer_value() == static_cast<std::int32_t>(v));
      REQUIRE(number(DataType::uint64, 8).natural_value() == v);
      REQUIRE(number(DataType::int64, 8).integer_value() == static_cast<std::int64_t>(v));
    }
  }
}

TEST_CASE("floats are IEEE 754, and what is not finite is missing") {
  CHECK(decode(shaped(DataType::float32), {0x43, 0x66, 0x19, 0x9A}).number.as_double() == 230.1);
  CHECK(decode(shaped(DataType::float32, ByteOrder::cdab), {0x19, 0x9A, 0x43, 0x66}).number.as_double() ==
        230.1);
  const double pi = 3.141592653589793;
  CHECK(decode(shaped(DataType::float64), natural_bytes(std::bit_cast<std::uint64_t>(pi), 8))
            .number.real_value() == pi);
  CHECK(decode(shaped(DataType::float32), {0x7F, 0xC0, 0x00, 0x00}).kind == Kind::missing);
  CHECK(decode(shaped(DataType::float32), {0x7F, 0x80, 0x00, 0x00}).kind == Kind::missing);
}

TEST_CASE("a float32 is scaled as the decimal that its device meant") {
  ValueShape shape = shaped(DataType::float32);
  shape.scale = 1000;
  CHECK(decode(shape, {0x43, 0x66, 0x66, 0x66}).number.as_double() == 230400);
  shape.scale = 0.1;
  CHECK(decode(shape, {0x43, 0x66, 0x66, 0x66}).number.as_double() == 23.04);
}

TEST_CASE("a scale of a tenth divides by ten, so that 2301 is 230.1") {
  ValueShape shape = shaped(DataType::int16);
  shape.scale = 0.1;
  CHECK(decode(shape, {0x08, 0xFD}).number.real_value() == 230.1);
  shape.scale = 0.001;
  CHECK(decode(shape, {0x04, 0xD2}).number.real_value() == 1.234);
  shape.scale = 0.25;
  shape.offset = -40;
  CHECK(decode(shape, {0x00, 0x64}).number.real_value() == -15.0);
  shape.scale = 2.5;
  shape.offset = 0;
  CHECK(decode(shape, {0x00, 0x03}).number.real_value() == 7.5);
}

TEST_CASE(
    "integers stay exact under whole scales and offsets, and become real only where they no longer fit") {
  ValueShape shape = shaped(DataType::uint32);
  shape.scale = 1000;
  const Decoded scaled = decode(shape, {0xFF, 0xFF, 0xFF, 0xFF});
  CHECK(scaled.number.kind() == Number::Kind::natural);
  CHECK(scaled.number.natural_value() == 4'294'967'295'000);
  shape.offset = -1'000'000'000'000'000.0;
  CHECK(decode(shape, {0, 0, 0, 1}).number.integer_value() == -999'999'999'999'000);
  shape = shaped(DataType::uint64);
  shape.scale = 10;
  const Decoded large = decode(shape, natural_bytes(~0ull, 8));
  CHECK(large.number.is_real());
  CHECK(large.number.as_double() == Approx(1.8446744073709552e20));
}

TEST_CASE("a bit, and bits under a mask, are naturals counted from the lowest") {
  ValueShape shape = shaped(DataType::uint16);
  shape.bit = 3;
  CHECK(decode(shape, {0x00, 0x08}).number.natural_value() == 1);
  CHECK(decode(shape, {0xFF, 0xF7}).number.natural_value() == 0);
  shape.bit.reset();
  shape.mask = 0x0F00;
  CHECK(decode(shape, {0xA5, 0xFF}).number.natural_value() == 5);
  shape.as = DataType::int16;
  shape.mask = 0xF000;
  CHECK(decode(shape, {0xA5, 0xFF}).number.natural_value() == 10);
}

TEST_CASE("a sentinel is missing whether written as the data sheet prints it or as the number it is") {
  ValueShape shape = shaped(DataType::int16);
  shape.no_value = {0x8000};
  CHECK(decode(shape, {0x80, 0x00}).kind == Kind::missing);
  shape.no_value = {-32768};
  CHECK(decode(shape, {0x80, 0x00}).kind == Kind::missing);
  CHECK(decode(shape, {0x80, 0x01}).kind == Kind::number);
  shape = shaped(DataType::uint32);
  shape.no_value = {-1};
  CHECK(decode(shape, {0xFF, 0xFF, 0xFF, 0xFF}).kind == Kind::missing);
}

TEST_CASE("a float's sentinel is its bits or the number it is") {
  ValueShape shape = shaped(DataType::float32, ByteOrder::cdab);
  shape.no_value = {0x7F7FFFFF, -9999};
  CHECK(decode(shape, {0xFF, 0xFF, 0x7F, 0x7F}).kind == Kind::missing);
  CHECK(decode(shape, {0x3C, 0x00, 0xC6, 0x1C}).kind == Kind::missing);  // -9999.0
  CHECK(decode(shape, {0xFF, 0xFE, 0x7F, 0x7F}).kind == Kind::number);
  shape = shaped(DataType::float64);
  shape.no_value = {0x7FEFFFFFFFFFFFFF};
  CHECK(decode(shape, natural_bytes(0x7FEFFFFFFFFFFFFF, 8)).kind == Kind::missing);
}

TEST_CASE("a value outside its plausible range is told apart from a missing one") {
  ValueShape shape = shaped(DataType::int16);
  shape.scale = 0.1;
  shape.valid = Plausible{-40, 125};
  CHECK(decode(shape, {0x04, 0xE2}).kind == Kind::number);       // 125.0
  CHECK(decode(shape, {0x04, 0xE3}).kind == Kind::implausible);  // 125.1
  CHECK(decode(shape, {0xFE, 0x6F}).kind == Kind::implausible);  // -40.1
}

TEST_CASE("labels make codes into words, and an unknown code stays a number") {
  ValueShape shape = shaped(DataType::uint16);
  shape.labels = {{0, "unlocked"}, {1, "locked"}};
  CHECK(decode(shape, {0, 1}).text == "locked");
  CHECK(decode(shape, {0, 1}).kind == Kind::text);
  CHECK(decode(shape, {0, 7}).text == "7");
  shape.as = DataType::int16;
  shape.labels = {{-1, "fault"}, {0xFFFE, "standby"}};  // a number, and as in the data sheet
  CHECK(decode(shape, {0xFF, 0xFF}).text == "fault");
  CHECK(decode(shape, {0xFF, 0xFE}).text == "standby");
  CHECK(decode(shape, {0xFF, 0xFD}).text == "-3");
}

TEST_CASE("texts end at the first NUL, lose their padding and may have swapped bytes") {
  ValueShape shape = shaped(DataType::text);
  shape.registers = 4;
  CHECK(decode(shape, {'E', 'M', '2', '4', ' ', ' ', 0, 'x'}).text == "EM24");
  CHECK(decode(shape, {' ', 'v', '1', '.', '2', ' ', ' ', ' '}).text == "v1.2");
  shape.order = ByteOrder::badc;
  CHECK(decode(shape, {'M', 'E', '4', '2', 0, '-', 0, 0}).text == "EM24-");
  CHECK(decode(shape, Bytes(8, 0)).kind == Kind::missing);
  CHECK(decode(shape, Bytes(8, ' ')).kind == Kind::missing);
}

TEST_CASE("a coil is a number, scaled and labelled like any other") {
  ValueShape shape;
  CHECK(RegisterValue(shape).decode_bit(true).number.natural_value() == 1);
  CHECK(RegisterValue(shape).decode_bit(false).number.natural_value() == 0);
  shape.labels = {{1, "open"}};
  CHECK(RegisterValue(shape).decode_bit(true).text == "open");
}

// Four decimal digits per register.
TEST_CASE("BCD registers are decimal digits, and anything else in them is implausible") {
  ValueShape shape = shaped(DataType::bcd);
  shape.registers = 2;
  CHECK(decode(shape, {0x12, 0x34, 0x56, 0x78}).number.as_double() == 12345678);
  shape.order = ByteOrder::cdab;
  CHECK(decode(shape, {0x56, 0x78, 0x12, 0x34}).number.as_double() == 12345678);
  shape.scale = 0.01;
  CHECK(decode(shape, {0x00, 0x05, 0x00, 0x00}).number.as_double() == 0.05);
  CHECK(decode(shape, {0x00, 0x0A, 0x00, 0x00}).kind == Kind::implausible);
  shape.no_value = {0xFFFFFFFF};
  CHECK(decode(shape, {0xFF, 0xFF, 0xFF, 0xFF}).kind == Kind::missing);
  ValueShape four = shaped(DataType::bcd);
  four.registers = 4;
  CHECK(decode(four, {0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99}).number.integer_value() ==
        9999999999999999);
}

TEST_CASE("Mod-10k registers count to 9999 each, the sign on every one of them") {
  ValueShape shape = shaped(DataType::mod10k);
  shape.registers = 2;
  CHECK(decode(shape, {0x00, 0x7B, 0x11, 0xD7}).number.integer_value() == 1234567);  // 123 and 4567
  CHECK(decode(shape, {0xFF, 0x85, 0xEE, 0x29}).number.integer_value() == -1234567);
  CHECK(decode(shape, {0x00, 0x00, 0x27, 0x10}).kind == Kind::implausible);  // 10000
  CHECK(decode(shape, {0x80, 0x00, 0x00, 0x00}).kind == Kind::implausible);
  shape.registers = 4;
  CHECK(decode(shape, {0x27, 0x0F, 0x27, 0x0F, 0x27, 0x0F, 0x27, 0x0F}).number.integer_value() ==
        9999999999999999);
  shape.order = ByteOrder::cdab;
  CHECK(decode(shape, {0x00, 0x04, 0x00, 0x03, 0x00, 0x02, 0x00, 0x01}).number.integer_value() ==
        1000200030004);
  CHECK(RegisterValue(shape).registers() == 4);
}

TEST_CASE("flags are the names of the bits that are set, none of them an empty list") {
  ValueShape shape = shaped(DataType::uint32);
  shape.flags = {{0, "ready"}, {4, "door open"}, {31, "fault"}};
  CHECK(decode(shape, {0x80, 0x00, 0x00, 0x11}).flags ==
        std::vector<std::string>{"ready", "door open", "fault"});
  const Decoded none = decode(shape, {0x00, 0x00, 0x00, 0x00});
  CHECK(none.kind == Kind::flags);
  CHECK(none.flags.empty());
  CHECK(decode(shape, {0x00, 0x00, 0x00, 0x20}).flags.empty());  // an unnamed bit
  shape.no_value = {0xFFFFFFFF};
  CHECK(decode(shape, {0xFF, 0xFF, 0xFF, 0xFF}).kind == Kind::missing);
}

TEST_CASE("memory never written is no text") {
  ValueShape shape = shaped(DataType::text);
  shape.registers = 3;
  CHECK(decode(shape, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}).kind == Kind::missing);
  CHECK(decode(shape, {'E', 'M', '2', '4', 0xFF, 0xFF}).text == "EM24");
}
