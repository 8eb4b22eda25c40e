// Whether what the system tells of a process' memory is what the program needs: a sanitizer keeps what was freed.
#pragma once

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

}  // namespace gatewarden::test
