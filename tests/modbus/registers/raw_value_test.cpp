#include "adapters/modbus/registers/raw_value.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "adapters/modbus/registers/data_type.hpp"
#include "adapters/modbus/registers/device_text.hpp"
#include "adapters/modbus/registers/no_value.hpp"

using namespace gatewarden::modbus;

namespace {

std::string text(std::vector<std::uint8_t> bytes, ByteOrder order = ByteOrder::abcd) {
  return text_in(bytes, order);
}
std::string told(std::vector<std::uint8_t> bytes) { return text_of(bytes); }

}  // namespace

TEST_CASE("a type has its number of registers, or none where the profile gives it") {
  CHECK(registers_of(DataType::uint16) == 1);
  CHECK(registers_of(DataType::float32) == 2);
  CHECK(registers_of(DataType::int64) == 4);
  for (const DataType sized : {DataType::bcd, DataType::mod10k, DataType::text})
    CHECK(registers_of(sized) == 0);
}

TEST_CASE("registers are put together in each of the four byte orders") {
  const std::vector<std::uint8_t> bytes{0x01, 0x02, 0x03, 0x04};
  CHECK(raw_of(bytes, ByteOrder::abcd) == 0x01020304);
  CHECK(raw_of(bytes, ByteOrder::cdab) == 0x03040102);
  CHECK(raw_of(bytes, ByteOrder::badc) == 0x02010403);
  CHECK(raw_of(bytes, ByteOrder::dcba) == 0x04030201);
  CHECK(raw_of(std::vector<std::uint8_t>(8, 0xFF), ByteOrder::cdab) == ~std::uint64_t{0});
  CHECK(sign_extended(0x8000, 16) == -32768);
  CHECK(sign_extended(0x7FFF, 16) == 32767);
  CHECK(sign_extended(~std::uint64_t{0}, 64) == -1);
}

TEST_CASE("decimal digits are a number, and anything else is none") {
  CHECK(decimal_of(DataType::bcd, 2, 0x12345678) == 12345678);
  CHECK_FALSE(decimal_of(DataType::bcd, 1, 0x12A4));
  CHECK(decimal_of(DataType::mod10k, 2, 0x0001'04D2) == 11234);
  CHECK(decimal_of(DataType::mod10k, 2, 0xFFFF'FFFE) == -10002);  // the sign on each register
  CHECK_FALSE(decimal_of(DataType::mod10k, 1, 10'000));
}

TEST_CASE("a text of a device ends at its end and has no blanks around it") {
  CHECK(text({' ', 'E', 'M', ' ', '2', ' ', 0, 'x'}) == "EM 2");
  CHECK(text({'E', 'M', 0xFF, 'x'}) == "EM");
  CHECK(text({'M', 'E', '2', '4'}, ByteOrder::badc) == "EM42");
  CHECK(text({'a', 0x07, 'b', ' '}) ==
        "a\x07"
        "b");
  CHECK(told({'\n', 'a', 0x07, 0xE9, 'b', '\r'}) == "a??b");
  CHECK(text({' ', ' '}).empty());
}

TEST_CASE("SunSpec's codes are codes of no value, and so are others that many devices use") {
  CHECK(sunspec_no_value(DataType::int16) == 0x8000u);
  CHECK(sunspec_no_value(DataType::uint64) == ~std::uint64_t{0});
  CHECK_FALSE(sunspec_no_value(DataType::float32));
  CHECK_FALSE(sunspec_no_value(DataType::bcd));
  for (const auto& [name, as] : data_types()) {
    INFO(name);
    if (const auto code = sunspec_no_value(as)) CHECK(says_no_value(as, *code));
  }
  CHECK(says_no_value(DataType::int16, 0x7FFF));
  CHECK_FALSE(says_no_value(DataType::uint16, 0x8000));
  CHECK(says_no_value(DataType::float32, 0x7FC00000));
  CHECK_FALSE(says_no_value(DataType::mod10k, 0xFFFF));
}

TEST_CASE("each type and each byte order has a name of its own") {
  std::set<std::string_view> names;
  for (const auto& [name, as] : data_types()) {
    CHECK(name_of(as) == name);
    names.insert(name);
  }
  for (const auto& [name, order] : byte_orders()) {
    CHECK(name_of(order) == name);
    names.insert(name);
  }
  CHECK(names.size() == 15);
  CHECK(name_of(DataType::text) == "string");
}
