// A recording replayed as fast as it can be: records a second from file to decoded values, beside the same decoding without
// file and radio. ble_bus_bench has the way over D-Bus, of which this is to be ten times as fast or more.
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "adapters/ble/air/btsnoop_writer.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "adapters/ble/radio/replay_radio.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace gatewarden;
using namespace gatewarden::ble;

constexpr int kRecords = 1'000'000, kSenders = 5'000;
constexpr std::uint8_t kPayload[] = {0x02, 0x01, 0x06, 0x0a, 0x16, 0xd2, 0xfc,
                                     0x40, 0x02, 0xca, 0x09, 0x03, 0xbf, 0x13};  // BTHome 2, plain

struct Decoding final : RadioListener {
  void heard(const Advertisement& advertisement) override {
    const Elements elements(advertisement.payload);
    SenderState state;
    decoded.clear();
    decode({elements, advertisement.address, advertisement.at}, state, decoded);
    values += decoded.values().size();
    ++count;
  }
  Decoded decoded;
  std::uint64_t count = 0, values = 0;
};

Advertisement advertisement_of(int number) {
  Advertisement advertisement;
  const auto sender = static_cast<std::uint16_t>(number % kSenders);
  advertisement.address = Address{
      {0xC1, 0, 0, 0, static_cast<std::uint8_t>(sender >> 8), static_cast<std::uint8_t>(sender)}, true};
  advertisement.payload = kPayload;
  advertisement.unix_us = 1'790'000'000'000'000 + 1000LL * number;
  return advertisement;
}

void show(const char* what, double seconds, double cpu, std::uint64_t count) {
  std::printf("%-32s %10.0f records/s   %6.2f us of CPU each\n", what, static_cast<double>(count) / seconds,
              cpu / static_cast<double>(count) * 1e6);
}

}  // namespace

int main() {
  const test::TemporaryFolder folder(test::memory_folder());
  const std::string file = folder / "air.btsnoop";
  {
    std::ofstream stream(file, std::ios::binary);
    BtsnoopWriter writer(stream);
    for (int i = 0; i < kRecords; ++i) writer.write(advertisement_of(i));
  }

  Decoding bare;
  double began = bench::seconds_of(CLOCK_MONOTONIC), cpu = bench::cpu_seconds();
  for (int i = 0; i < kRecords; ++i) bare.heard(advertisement_of(i));
  show("decoding alone", bench::seconds_of(CLOCK_MONOTONIC) - began, bench::cpu_seconds() - cpu, bare.count);

  boost::asio::io_context io;
  SystemClock clock(io);
  Decoding played;
  ReplayRadio radio(io, clock, {file, 0, false}, [&io] { io.stop(); });
  began = bench::seconds_of(CLOCK_MONOTONIC), cpu = bench::cpu_seconds();
  radio.start(played);
  io.run();
  show("replay of a file, and decoding", bench::seconds_of(CLOCK_MONOTONIC) - began,
       bench::cpu_seconds() - cpu, played.count);
  const bool whole = played.count == kRecords && played.values == bare.values;
  if (!whole) std::printf("FAIL %llu records were played\n", static_cast<unsigned long long>(played.count));
  return whole ? 0 : 1;
}
