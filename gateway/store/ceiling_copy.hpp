// The ceiling of report ids once more, beside the database. It tells a database that was lost, or is older than the
// last one, from a first start: both may look like an empty file.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden {

struct KeptCeiling {
  std::uint64_t ids = 0;  // no id at or above it was used; 0: none was
  WallTime at{};          // when that was last known to hold
};

struct CeilingCopy {
  // At the start. Nothing: the directory was used before, and nobody knows its ceiling.
  std::optional<KeptCeiling> known = KeptCeiling{};
  // Called on the store's thread. True: it survives a power cut.
  std::function<bool(std::uint64_t ids)> keep;
};

}  // namespace gatewarden
