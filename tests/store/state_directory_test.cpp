#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/store/state_directory.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using Catch::Contains;
using gatewarden::test::TemporaryFolder;

namespace {
unsigned mode_of(const std::filesystem::path& path) {
  struct stat seen {};
  REQUIRE(::stat(path.c_str(), &seen) == 0);
  return seen.st_mode & 07777U;
}
}  // namespace

TEST_CASE("a state directory that does not exist is made for its owner alone, whatever the umask") {
  TemporaryFolder folder;
  const auto before = ::umask(0);
  auto directory = StateDirectory::open(folder.path() / "a" / "state");
  ::umask(before);
  if (!directory) FAIL(directory.error());
  CHECK(mode_of(directory->path()) == 0700);
  CHECK((mode_of(directory->path() / "lock") & 077) == 0);
}

TEST_CASE("an empty directory of our own is made private") {
  TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0755);
  REQUIRE(StateDirectory::open(folder.path()));
  CHECK(mode_of(folder.path()) == 0700);
}

TEST_CASE("a directory with files in it that others may read is refused, with the command that helps") {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "state.db") << "x";
  ::chmod(folder.path().c_str(), 0750);
  const auto directory = StateDirectory::open(folder.path());
  REQUIRE_FALSE(directory);
  CHECK_THAT(directory.error(), Contains("mode 0750") && Contains("chmod 0700 " + folder.path().string()));
}

TEST_CASE("somebody else's directory is told to be none of ours: nobody shall chmod it") {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "syslog") << "x";
  ::chmod(folder.path().c_str(), 0755);
  const auto directory = StateDirectory::open(folder.path());
  REQUIRE_FALSE(directory);
  CHECK_THAT(directory.error(), Contains("is not a state directory: name one of its own, such as " +
                                         (folder.path() / "gatewarden").string()));
  CHECK_THAT(directory.error(), !Contains("chmod") && !Contains("chown"));
  CHECK(mode_of(folder.path()) == 0755);
}

TEST_CASE("a state directory that is a file is refused") {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "state") << "x";
  const auto directory = StateDirectory::open(folder.path() / "state");
  REQUIRE_FALSE(directory);
  CHECK_THAT(directory.error(), Contains("is not a directory"));
}

TEST_CASE("a second gateway on the same state directory is told the pid of the first") {
  TemporaryFolder folder;
  int ready[2], end[2];
  REQUIRE(::pipe(ready) == 0);
  REQUIRE(::pipe(end) == 0);
  auto first = gatewarden::test::ChildProcess::function([&] {
    ::close(end[1]);
    auto held = StateDirectory::open(folder.path());
    char c = held ? 'y' : 'n';
    return ::write(ready[1], &c, 1) == 1 && ::read(end[0], &c, 1) >= 0 ? 0 : 1;
  });
  const std::string pid = std::to_string(first.pid());
  ::close(end[0]);
  char held = 0;
  REQUIRE(::read(ready[0], &held, 1) == 1);
  REQUIRE(held == 'y');

  const auto second = StateDirectory::open(folder.path());
  ::close(end[1]);
  CHECK(first.wait() == 0);
  REQUIRE_FALSE(second);
  CHECK_THAT(second.error(), Contains("pid " + pid) && Contains(folder.path().string()));

  SECTION("and gets it once the first has ended, however that was") {
    CHECK(StateDirectory::open(folder.path()));
  }
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("a state directory is free again when its holder lets go") {
  TemporaryFolder folder;
  {
    auto first = StateDirectory::open(folder.path());
    REQUIRE(first);
    StateDirectory moved = std::move(*first);
    CHECK_FALSE(StateDirectory::open(folder.path()));
  }
  CHECK(StateDirectory::open(folder.path()));
}
