// Any bytes as HCI events, of which the first byte of each tells the length, and as a frame of the management socket: what is
// told lies within bounds, and what is told can be recorded and read again.
#include <cstdlib>
#include <sstream>

#include "adapters/ble/air/btsnoop_reader.hpp"
#include "adapters/ble/air/btsnoop_writer.hpp"
#include "adapters/ble/air/management_frame.hpp"

using namespace gatewarden::ble;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

void check(const Advertisement& heard) {
  require(heard.payload.size() <= kMaxPayload);
  unsigned sum = 0;
  for (const std::uint8_t byte : heard.payload) sum += byte;
  std::stringstream file;
  BtsnoopWriter(file).write(heard);
  BtsnoopReader reader(file);
  require(static_cast<bool>(reader.read_header()));
  bool read = false;
  while (reader.read_record([&](const HciReport& again) {
    for (const std::uint8_t byte : again.heard.payload) sum -= byte;
    require(again.heard.address == heard.address || !heard.address.known());
    require(sum == 0 && again.heard.rssi == heard.rssi);
    require(again.heard.unix_us == heard.unix_us);
    read = true;
  })) {
  }
  require(read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Bytes rest(bytes, size);
  if (const auto heard = read_management_frame(rest)) check(*heard);
  HciReports reports;
  for (std::int64_t now_us = 0; !rest.empty(); now_us += 100'000) {
    const Bytes event = rest.subspan(1, std::min<std::size_t>(rest[0], rest.size() - 1));
    rest = rest.subspan(1 + event.size());
    (void)reports.read(event, rest.size() % 2, now_us, [](const HciReport& report) { check(report.heard); });
  }
  return 0;
}
