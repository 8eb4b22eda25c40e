// 64-bit FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv). Hashes are stored: they are equal in all builds, on
// all machines. Not collision-resistant.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatewarden {

inline constexpr std::uint64_t kFnvOffset = 14695981039346656037ULL;

constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t so_far = kFnvOffset) {
  for (const char c : text) so_far = (so_far ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return so_far;
}

}  // namespace gatewarden
