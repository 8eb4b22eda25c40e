// A process that is given no more threads, as at a service's TasksMax: pthread_create fails with EAGAIN.
#pragma once

#include <pthread.h>

#include <catch2/catch.hpp>
#include <cstddef>

namespace gatewarden::test {

// While it exists, a new thread asks for more stack than there are addresses. (RLIMIT_NPROC would not hold root.)
class NoThreads {
 public:
  NoThreads() {
    REQUIRE(pthread_getattr_default_np(&before_) == 0);
    pthread_attr_t vast;
    REQUIRE(pthread_getattr_default_np(&vast) == 0);
    const bool set =
        pthread_attr_setstacksize(&vast, std::size_t{1} << 60) == 0 && pthread_setattr_default_np(&vast) == 0;
    pthread_attr_destroy(&vast);
    REQUIRE(set);
  }
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  pthread_attr_t before_{};
};

}  // namespace gatewarden::test
