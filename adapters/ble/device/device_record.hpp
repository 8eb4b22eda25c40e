// What one run leaves to the next about a child, as text in the store (table and key: gateway/store/FORMAT.md). Pure.
//
// One line of words, in this order:
//   ble1 key=<8 hex> last=<n> ahead=<n> services=<hex,...> companies=<hex,...> formats=<hex,...> name=<hex>
//   key        the beginning of the bind key's SHA-256; with another key, `last` and `ahead` are ignored. Absent, with last and
//              ahead: no counter was accepted
//   last       the last counter that was accepted
//   ahead      no counter up to it is accepted any more; above `last`, see ahead_counter.hpp
//   services   hashes of UUIDs, as companies and formats, at most SeenIds::kMost of each. Absent, with the following ones: not
//              yet known
// Another text is ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ble/device/traits.hpp"

namespace gatewarden::ble {

struct DeviceRecord {
  struct Counter {
    std::string key;
    std::uint32_t last = 0, ahead = 0;
  };
  std::optional<Counter> counter;
  std::optional<Traits> traits;
};

std::string to_text(const DeviceRecord& record);
DeviceRecord parse_device_record(std::string_view text);

}  // namespace gatewarden::ble
