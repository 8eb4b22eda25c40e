// HCI events and recordings beyond their vectors: what is in pieces, cut, out of bounds, or written by ourselves.
#include <sstream>

#include "adapters/ble/air/btsnoop.hpp"
#include "adapters/ble/air/btsnoop_reader.hpp"
#include "adapters/ble/air/btsnoop_writer.hpp"
#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;

namespace {

using Octets = std::vector<std::uint8_t>;

// One extended report. Status: 0 complete, 1 more follows, 2 cut.
Octets piece(std::uint8_t sender, unsigned status, const Octets& data, std::uint8_t sid = 1) {
  Octets event{0x3E,
               static_cast<std::uint8_t>(26 + data.size()),
               0x0D,
               1,
               static_cast<std::uint8_t>(status << 5),
               0,
               1,
               sender,
               0,
               0,
               0,
               0,
               0xC0,
               1,
               1,
               sid,
               127,
               0xC4,
               0,
               0,
               0,
               0,
               0,
               0,
               0,
               0,
               0,
               static_cast<std::uint8_t>(data.size())};
  event.insert(event.end(), data.begin(), data.end());
  return event;
}

// What came out, in a form that outlives the call.
struct Heard {
  Octets payload;
  bool truncated = false;
};

struct Listening {
  HciReports reports;
  std::vector<Heard> heard;
  std::int64_t now_us = 0;

  bool read(const Octets& event, std::uint16_t adapter = 0) {
    return reports.read(event, adapter, now_us, [&](const HciReport& report) {
      heard.push_back({{report.heard.payload.begin(), report.heard.payload.end()}, report.truncated});
    });
  }
};

Advertisement advertisement(const Octets& payload) {
  Advertisement heard;
  heard.address = Address{{0xC1, 2, 3, 4, 5, 6}, true};
  heard.payload = payload;
  heard.rssi = -67;
  heard.connectable = true;
  heard.adapter = 3;
  heard.unix_us = 1'790'000'000'000'001;
  return heard;
}

std::string number(std::uint64_t value, std::size_t width) {
  std::string text;
  while (width-- > 0) text += static_cast<char>(value >> 8 * width);
  return text;
}

std::string header(std::uint32_t version, std::uint32_t datalink) {
  return std::string("btsnoop\0", 8) + number(version, 4) + number(datalink, 4);
}

}  // namespace

TEST_CASE("pieces of several senders are joined, each to its own") {
  Listening air;
  CHECK(air.read(piece(1, 1, {1, 1})));
  CHECK(air.read(piece(2, 1, {2, 2})));
  CHECK(air.read(piece(1, 1, {7, 7}, 2)));  // another set of the same sender
  CHECK(air.read(piece(1, 1, {8, 8}), 1));  // another radio that hears the same
  CHECK(air.read(piece(1, 1, {1})));
  CHECK(air.heard.empty());
  CHECK(air.read(piece(2, 0, {2})));
  CHECK(air.read(piece(1, 2, {})));
  CHECK(air.read(piece(1, 0, {7}, 2)));
  CHECK(air.read(piece(1, 0, {8}), 1));
  REQUIRE(air.heard.size() == 4);
  CHECK(air.heard[0].payload == Octets{2, 2, 2});
  CHECK(air.heard[1].payload == Octets{1, 1, 1});
  CHECK(air.heard[1].truncated);  // the controller gave up
  CHECK(air.heard[2].payload == Octets{7, 7, 7});
  CHECK(air.heard[3].payload == Octets{8, 8, 8});
  CHECK(air.reports.dropped() == 0);
}

TEST_CASE("what is never completed is bounded in number, in age and in bytes") {
  Listening air;
  for (int sender = 0; sender < 100; ++sender) {
    ++air.now_us;
    air.read(piece(static_cast<std::uint8_t>(sender), 1, {9}));
  }
  CHECK(air.reports.dropped() == 100 - HciReports::kMaxHalf);
  air.read(piece(99, 0, {9}));  // the youngest is still there, the first is forgotten
  air.read(piece(0, 0, {5}));
  REQUIRE(air.heard.size() == 2);
  CHECK(air.heard[0].payload == Octets{9, 9});
  CHECK(air.heard[1].payload == Octets{5});

  for (const std::int64_t later :
       {std::int64_t{2'000'001}, std::int64_t{-1}}) {  // too late, and a clock that jumped back
    air.heard.clear();
    air.now_us = 50'000'000;
    air.read(piece(50, 1, {1}));
    air.now_us += later;
    air.read(piece(50, 0, {2}));
    REQUIRE(air.heard.size() == 1);
    CHECK(air.heard[0].payload == Octets{2});
  }

  air.heard.clear();
  for (int i = 0; i < 20; ++i) air.read(piece(60, 1, Octets(229, 3)));
  air.read(piece(60, 0, {4}));
  REQUIRE(air.heard.size() == 1);
  CHECK(air.heard[0].payload == Octets(kMaxPayload, 3));
  CHECK(air.heard[0].truncated);
}

TEST_CASE("an event that is cut anywhere gives what was whole, and counts that lie end at the event's end") {
  Octets two{0x3E, 0x1B, 0x02, 2, 0, 0, 1, 2, 3, 4,    5, 6,    2,  0xAA,
             0xBB, 0x80, 3,    1, 1, 2, 3, 4, 5, 0xC6, 1, 0xCC, 127};
  two[1] = static_cast<std::uint8_t>(two.size() - 2);
  constexpr std::size_t kFirstEnds = 16;
  for (std::size_t size = 0; size <= two.size(); ++size) {
    INFO(size);
    Listening air;
    CHECK(air.read(Octets(two.begin(), two.begin() + static_cast<std::ptrdiff_t>(size))) ==
          (size == two.size()));
    CHECK(air.heard.size() == (size < kFirstEnds ? 0U : size < two.size() ? 1U : 2U));
  }
  Listening air;
  two[3] = 255;
  CHECK_FALSE(air.read(two));
  CHECK(air.heard.size() == 2);
  // Kinds of report and of address that nobody knows, and more bytes than a legacy packet has: passed over, not the rest.
  two[3] = 2;
  for (const auto& [place, value] : {std::pair<std::size_t, std::uint8_t>{4, 5}, {5, 4}, {5, 0xFE}}) {
    Octets odd = two;
    odd[place] = value;
    air.heard.clear();
    CHECK(air.read(odd));
    REQUIRE(air.heard.size() == 1);
    CHECK(air.heard[0].payload == Octets{0xCC});
  }
  Octets anonymous = piece(1, 0, {1, 2});
  anonymous[6] = 0xFF;
  REQUIRE(air.reports.read(anonymous, 0, 0,
                           [](const HciReport& report) { CHECK_FALSE(report.heard.address.known()); }));
}

TEST_CASE("what is recorded is read again, whatever its size") {
  for (const std::size_t size : {0U, 1U, 31U, 32U, 229U, 230U, 255U, 458U, 459U, 1650U}) {
    INFO(size);
    Octets payload(size);
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<std::uint8_t>(i * 7);
    std::stringstream file;
    BtsnoopWriter writer(file);
    Advertisement written = advertisement(payload);
    writer.write(written);
    written.address = Address{};
    written.rssi.reset();
    written.connectable = false;
    written.adapter = 0xFFFF;
    writer.write(written);
    CHECK(writer.bytes() == file.str().size());
    BtsnoopReader reader(file);
    REQUIRE(reader.read_header());
    std::vector<Advertisement> heard;
    while (reader.read_record([&](const HciReport& report) {
      CHECK(std::equal(payload.begin(), payload.end(), report.heard.payload.begin(),
                       report.heard.payload.end()));
      CHECK_FALSE(report.truncated);
      heard.push_back(report.heard);
    })) {
    }
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].address == Address{{0xC1, 2, 3, 4, 5, 6}, true});
    CHECK(heard[0].rssi == -67);
    CHECK(heard[0].connectable == true);
    CHECK(heard[0].adapter == 3);
    CHECK(heard[0].unix_us == 1'790'000'000'000'001);
    CHECK_FALSE(heard[1].address.known());
    CHECK_FALSE(heard[1].rssi);
    CHECK(heard[1].connectable == false);
    CHECK(heard[1].adapter == 0);  // a capture has no place for "no radio"
    CHECK(std::string(reader.damage()).empty());
  }
}

TEST_CASE("a record of which a part is missing is passed over, though an event stands in it") {
  const Octets event{0x3E, 12, 0x02, 1, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0xC0};
  const std::string rest =
      number(3, 4) + number(0, 4) + number(0, 8) + std::string(event.begin(), event.end());
  for (const std::uint32_t missing : {0U, 1U}) {
    std::istringstream file(header(1, 2001) + number(event.size() + missing, 4) + number(event.size(), 4) +
                            rest);
    BtsnoopReader reader(file);
    REQUIRE(reader.read_header());
    unsigned heard = 0;
    while (reader.read_record([&](const HciReport&) { ++heard; })) {
    }
    CHECK(heard == 1 - missing);
    CHECK(reader.cut() == missing);
  }
}

TEST_CASE("a file that is no recording, or is one no more, says so") {
  struct Case {
    std::string bytes, says;
    std::uint64_t records;
  };
  const std::string record = number(2, 4) + number(2, 4) + number(3, 4) + number(0, 4) + number(0, 8) + "ab";
  const std::string head = header(1, 2001);
  for (const auto& [bytes, says, records] : std::vector<Case>{
           {"", "no btsnoop file", 0},
           {head.substr(0, 15), "no btsnoop file", 0},
           {"btsnoop\1" + head.substr(8), "no btsnoop file", 0},
           {header(2, 2001), "version 2", 0},
           {header(1, 2002), "datalink 2002", 0},
           {header(1, 1004), "datalink 1004", 0},
           {head, "", 0},
           {head + record + record, "", 2},
           {head + record + record.substr(0, 1), "within a record", 1},
           {head + record + record.substr(0, 25), "within a record", 1},
           {head + record + number(0xFFFFFFFF, 4) + number(0xFFFFFFFF, 4) + std::string(100, '\0'), "64 KiB",
            1},
           {head + number(70000, 4) + number(65537, 4) + std::string(70000, '\0'), "64 KiB", 0},
           {head + number(65536, 4) + number(65536, 4) + std::string(16 + 65536, '\0'), "", 1},
           // Times before 1970 and at the ends of what fits are only numbers.
           {head + record.substr(0, 16) + number(1ULL << 63, 8) + "ab", "", 1},
       }) {
    INFO(says << " " << bytes.size());
    std::istringstream file(bytes);
    BtsnoopReader reader(file);
    const auto read = reader.read_header();
    if (read) {
      while (reader.read_record([](const HciReport&) { FAIL("nothing was advertised"); })) {
      }
    }
    const std::string said = read ? reader.damage() : read.error();
    CHECK(said.find(says) != std::string::npos);
    CHECK(said.empty() == says.empty());
    CHECK(reader.records() == records);
  }
}
