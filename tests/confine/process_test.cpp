#include "gateway/confine/process.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "tests/support/child_process.hpp"

using namespace gatewarden;

TEST_CASE("A process that keeps its memory private leaves no core, and may still open its own descriptors") {
  auto child = test::ChildProcess::function([] {
    confine::keep_memory_private();
    rlimit limit{1, 1};
    ::getrlimit(RLIMIT_CORE, &limit);
    const bool own = std::filesystem::exists("/proc/self/fd/2");
    return limit.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && own ? 0 : 1;
  });
  CHECK(child.wait() == 0);
}

TEST_CASE("A process that forbids new privileges cannot allow them again") {
  auto child = test::ChildProcess::function([] {
    confine::forbid_new_privileges();
    return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && ::prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) != 0 ? 0
                                                                                                          : 1;
  });
  CHECK(child.wait() == 0);
}
