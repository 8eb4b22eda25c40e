// Any text as a child's stored counters, as of another version or from a damaged disk. What is read is written in the
// same words from then on, and no reading lies in the future.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/app/children/stored_counters.hpp"

using namespace gatewarden;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const ClockPair now{SteadyTime(std::chrono::hours(1)),
                      WallTime(std::chrono::milliseconds(1'790'000'000'123))};
  const auto read = app::parse_stored_counters({reinterpret_cast<const char*>(bytes), size}, now);
  for (const CounterReading& reading : read.readings) {
    require(!reading.at || *reading.at <= now.steady);
    for (const auto& former : reading.before_falls) require(!former.at || *former.at <= now.steady);
  }
  const std::string written = app::to_text(read, now);
  const auto again = app::parse_stored_counters(written, now);
  require(again.source == read.source && again.readings.size() == read.readings.size());
  require(app::to_text(again, now) == written);
  return 0;
}
