#include "adapters/modbus/commission/command_line.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;

namespace {

std::vector<Range> holding(std::string_view text, unsigned base = 0) {
  const auto ranges = parse_addresses(Table::holding_registers, text, base);
  return ranges ? *ranges : std::vector<Range>{};
}
constexpr Range at(unsigned first, unsigned count) {
  return {Table::holding_registers, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(count)};
}

}  // namespace

TEST_CASE("a line is an address, a port of this machine or a serial server") {
  CHECK(parse_line("10.0.0.5")->tcp == gatewarden::HostPort{"10.0.0.5", 502});
  CHECK(parse_line("plc.local:1502")->tcp == gatewarden::HostPort{"plc.local", 1502});
  CHECK(parse_line("[::1]:502")->tcp == gatewarden::HostPort{"::1", 502});
  CHECK(parse_line("rtu+tcp://10.0.0.9:4001")->rtu_over_tcp == gatewarden::HostPort{"10.0.0.9", 4001});
  CHECK(parse_line("/dev/serial/by-id/usb-FTDI_A1")->serial == "/dev/serial/by-id/usb-FTDI_A1");
  for (const char* wrong : {"", "10.0.0.5:", "10.0.0.5:99999", "::1", "rtu+tcp://", "hall a"}) {
    INFO(wrong);
    const auto line = parse_line(wrong);
    REQUIRE_FALSE(line);
    CHECK_THAT(line.error(), Catch::Contains("--fleet"));
  }
}

TEST_CASE("addresses are ranges of a table, counted from 0 or 1") {
  CHECK(holding("0-20,40") == std::vector<Range>{at(0, 21), at(40, 1)});
  CHECK(holding("1-21", 1) == std::vector<Range>{at(0, 21)});
  CHECK(holding("10-12,0-9,11-15") == std::vector<Range>{at(0, 16)});
  CHECK(holding("65535") == std::vector<Range>{at(65535, 1)});
  CHECK(holding("65536", 1) == std::vector<Range>{at(65535, 1)});
  for (const char* wrong : {"", "a", "5-3", "0-", "-3", "0,,1", "65536", "1 2", "99999999999"}) {
    INFO(wrong);
    CHECK_FALSE(parse_addresses(Table::holding_registers, wrong, 0));
  }
  CHECK_FALSE(parse_addresses(Table::holding_registers, "0", 1));
  std::size_t whole = 0;
  for (const Range& range : holding("0-65535")) whole += range.count;
  CHECK(whole == 65536);
}

TEST_CASE("the old notation says its table and counts from 1") {
  CHECK(*parse_registers("40001-40021") == std::vector<Range>{at(0, 21)});
  CHECK(*parse_registers("30071") == std::vector<Range>{{Table::input_registers, 70, 1}});
  CHECK_FALSE(parse_registers("40001-30021"));
  CHECK_FALSE(parse_registers("40000"));
  CHECK_FALSE(parse_registers("12"));
}

TEST_CASE("units are lists and ranges, each once") {
  CHECK(*parse_units("4", 1, 247) == std::vector<std::uint8_t>{4});
  CHECK(*parse_units("7,1-3,2", 1, 247) == std::vector<std::uint8_t>{1, 2, 3, 7});
  CHECK(parse_units("0-255", 0, 255)->size() == 256);
  CHECK_FALSE(parse_units("0", 1, 247));
  CHECK_FALSE(parse_units("248", 1, 247));
  CHECK_FALSE(parse_units("3-1", 1, 247));
}
