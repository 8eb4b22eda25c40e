// What a bench has spent.
#pragma once

#include <ctime>

namespace bench {

// Of this process so far, in user and kernel mode.
inline double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

}  // namespace bench
