// Where the readings that the store keeps of a child come from (gateway/store/FORMAT.md, "Source"). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/fnv1a.hpp"

namespace gatewarden::app {

// Fingerprint of where stored readings come from: link, entry and the counters' places.
inline std::uint64_t source_of(std::string_view link, std::uint64_t counters, std::uint64_t entry) {
  const std::uint64_t place = fnv1a(std::to_string(counters), fnv1a(link));
  return fnv1a(std::to_string(entry), place) | 1;
}

// As versions up to 0.1 stored it, of the fleet file's text.
inline std::uint64_t source_of_text(std::string_view link, std::string_view profile, std::uint64_t entry) {
  return fnv1a(std::to_string(entry), fnv1a(profile, fnv1a(link))) | 1;
}

}  // namespace gatewarden::app
