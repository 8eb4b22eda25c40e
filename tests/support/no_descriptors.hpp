// A process without a file descriptor left.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>

// Clang's check of virtual calls opens a pipe per new type and reports undefined
// behaviour without a descriptor.
#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define GATEWARDEN_TEST_NEEDS_DESCRIPTORS
#endif
#endif

namespace gatewarden::test {

// Uses up all file descriptors while it exists.
class NoDescriptors {
 public:
  NoDescriptors() {
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const int lowest = dup(0);
    REQUIRE(lowest >= 0);
    close(lowest);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest);
    REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

}  // namespace gatewarden::test
