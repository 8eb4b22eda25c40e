#include "gateway/app/trial/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "tests/support/child_process.hpp"
#include "tests/support/no_descriptors.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::app {
namespace {

constexpr uid_t kNobody = 65534;

int open_descriptors() {
  int open = 0;
  for (int each = 0; each < 256; ++each) open += ::fcntl(each, F_GETFD) >= 0 ? 1 : 0;
  return open;
}

// No process more for this one. The limit does not hold root.
bool may_not_fork() {
  const rlimit none{0, 0};
  return (::geteuid() != 0 || ::setuid(kNobody) == 0) && ::setrlimit(RLIMIT_NPROC, &none) == 0;
}

// In a process of its own, below a folder of the test's: 0 if `make` fails and leaves neither folder nor descriptor.
int what_is_left(const std::function<Result<TemporaryFolder>()>& make) {
  const test::TemporaryFolder above;
  if (::geteuid() == 0 && ::chown(above.path().c_str(), kNobody, static_cast<gid_t>(-1)) != 0) return 255;
  auto child = test::ChildProcess::function([&] {
    ::setenv("TMPDIR", above.path().c_str(), 1);
    const int before = open_descriptors();
    if (make()) return 1;
    if (!std::filesystem::is_empty(above.path())) return 2;
    return open_descriptors() == before ? 0 : 3;
  });
  return child.wait();
}

TEST_CASE("a temporary folder that cannot be watched over is not left behind") {
#ifndef GATEWARDEN_TEST_NEEDS_DESCRIPTORS
  CHECK(what_is_left([] {
          const test::NoDescriptors none;
          return TemporaryFolder::make("trial");
        }) == 0);
#endif
  CHECK(what_is_left([] {
          if (!may_not_fork()) throw std::runtime_error("root, but not free to be somebody else");
          return TemporaryFolder::make("trial");
        }) == 0);
}

TEST_CASE("a temporary folder is gone when its owner has ended") {
  const test::TemporaryFolder above;
  auto child = test::ChildProcess::function([&] {
    ::setenv("TMPDIR", above.path().c_str(), 1);
    const auto made = TemporaryFolder::make("trial");
    return made && std::filesystem::exists(made->path()) ? 0 : 1;
  });
  CHECK(child.wait() == 0);
  CHECK(std::filesystem::is_empty(above.path()));
}

}  // namespace
}  // namespace gatewarden::app
