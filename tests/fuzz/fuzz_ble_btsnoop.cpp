// Any bytes as a btsnoop file: it ends, in bounded memory, and says what ended it.
#include <cstdlib>
#include <sstream>
#include <string>

#include "adapters/ble/air/btsnoop_reader.hpp"

using namespace gatewarden::ble;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::istringstream file(std::string(reinterpret_cast<const char*>(bytes), size));
  BtsnoopReader reader(file);
  const auto header = reader.read_header();
  if (!header) {
    require(!header.error().empty());
    return 0;
  }
  std::uint64_t reported = 0;
  while (reader.read_record([&](const HciReport& report) {
    require(report.heard.payload.size() <= kMaxPayload && report.heard.unix_us == reader.unix_us());
    ++reported;
  })) {
  }
  // A record has a head of 24 bytes, a report at least nine.
  require(reader.records() <= size / 24 && reported <= size / 9 &&
          reader.cut() + reader.broken() <= reader.records());
  return 0;
}
