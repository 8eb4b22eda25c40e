// Whether what the system tells of a process' memory is what the program needs: a sanitizer keeps what was freed.
#pragma once

#include <malloc.h>

#include <cstddef>

namespace gatewarden::test {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kMemoryIsTold = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kMemoryIsTold = false;
#else
inline constexpr bool kMemoryIsTold = true;
#endif
#else
inline constexpr bool kMemoryIsTold = true;
#endif

// Bytes the program has allocated and not freed. Large blocks are mappings of their own, and from which size on is
// something malloc learns as a process goes: counting only the heap's, the same block counts in one run and not in another.
inline std::size_t bytes_in_use() {
  const auto told = ::mallinfo2();
  return told.uordblks + told.hblkhd;
}

}  // namespace gatewarden::test
