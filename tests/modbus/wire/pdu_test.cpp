#include "adapters/modbus/wire/pdu.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace gatewarden::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

Response parse(const Range& asked, const Bytes& pdu) { return parse_response(asked, pdu); }

Bytes request(const Request& asked) {
  std::array<std::uint8_t, kMaxRequestPduBytes> out{};
  const std::size_t bytes = write_request(asked, out);
  return Bytes(out.begin(), out.begin() + static_cast<long>(bytes));
}

}  // namespace

TEST_CASE("a request names function, first address and count, highest byte first") {
  CHECK(request(Range{Table::coils, 0x0013, 0x0025}) == Bytes{1, 0x00, 0x13, 0x00, 0x25});
  CHECK(request(Range{Table::discrete_inputs, 0x00C4, 0x0016}) == Bytes{2, 0x00, 0xC4, 0x00, 0x16});
  CHECK(request(Range{Table::holding_registers, 0x1234, 125}) == Bytes{3, 0x12, 0x34, 0x00, 0x7D});
  CHECK(request(Range{Table::input_registers, 0xFFFF, 1}) == Bytes{4, 0xFF, 0xFF, 0x00, 0x01});
  CHECK(request(ReadIdentification{1, 2}) == Bytes{0x2B, 0x0E, 1, 2});
}

TEST_CASE("an answer of the announced length gives its values") {
  const Bytes pdu{3, 4, 0x02, 0x2B, 0x00, 0x64};
  const Response response = parse({Table::holding_registers, 107, 2}, pdu);
  REQUIRE(response.kind == Response::Kind::values);
  CHECK(Bytes(response.values.begin(), response.values.end()) == Bytes{0x02, 0x2B, 0x00, 0x64});
}

TEST_CASE("bits are counted in started bytes") {
  CHECK(parse({Table::coils, 19, 19}, {1, 3, 0xCD, 0x6B, 0x05}).kind == Response::Kind::values);
  CHECK(parse({Table::coils, 19, 16}, {1, 2, 0xCD, 0x6B}).kind == Response::Kind::values);
  CHECK(parse({Table::coils, 19, 17}, {1, 2, 0xCD, 0x6B}).kind == Response::Kind::malformed);
}

TEST_CASE("an exception is recognised by its function code and gives its code") {
  const Response response = parse({Table::input_registers, 0, 1}, {0x84, 2});
  REQUIRE(response.kind == Response::Kind::exception);
  CHECK(response.exception == kIllegalDataAddress);
  CHECK(exception_name(2) == "illegal data address");
  CHECK(exception_name(77) == "unknown exception");
}

TEST_CASE("an answer that does not fit its request is malformed and says why") {
  const Range asked{Table::holding_registers, 0, 2};
  const std::vector<std::pair<Bytes, std::string>> cases{
      {{}, "empty"},
      {{4, 4, 0, 1, 0, 2}, "another function"},
      {{0x84, 2}, "another function"},
      {{0x83}, "wrong length"},
      {{0x83, 2, 0}, "wrong length"},
      {{0x83, 0}, "without a code"},
      {{3}, "without a byte count"},
      {{3, 2, 0, 1}, "does not fit"},
      {{3, 6, 0, 1, 0, 2, 0, 3}, "does not fit"},
      {{3, 4, 0, 1, 0}, "fewer or more"},
      {{3, 4, 0, 1, 0, 2, 9}, "fewer or more"},
  };
  for (const auto& [pdu, fault] : cases) {
    const Response response = parse(asked, pdu);
    INFO(fault);
    CHECK(response.kind == Response::Kind::malformed);
    CHECK_THAT(response.fault, Catch::Contains(fault));
  }
}

TEST_CASE("an identification is of the category that was asked for, and ends with its last object") {
  const auto fault = [](std::uint8_t category, const Bytes& pdu) {
    return std::string(parse_response(ReadIdentification{category, 0}, pdu).fault);
  };
  const Bytes one{0x2B, 0x0E, 1, 0x81, 0, 0, 1, 0, 3, 'a', 'b', 'c'};
  CHECK(parse_response(ReadIdentification{1, 0}, one).kind == Response::Kind::values);
  CHECK_THAT(fault(2, one), Catch::Contains("another category"));
  Bytes longer = one;
  longer.push_back(0);
  CHECK_THAT(fault(1, longer), Catch::Contains("wrong length"));
  CHECK_THAT(fault(1, Bytes(one.begin(), one.end() - 1)), Catch::Contains("wrong length"));
}

TEST_CASE("a range is named as the fleet file would name it") {
  CHECK(to_string({Table::holding_registers, 0, 52}) == "holding 0..51");
  CHECK(to_string({Table::coils, 7, 1}) == "coil 7");
  CHECK(to_string({Table::input_registers, 65534, 2}) == "input 65534..65535");
}
