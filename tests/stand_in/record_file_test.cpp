#include "gateway/stand_in/record_file.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat seen {};
  REQUIRE(::stat(path.c_str(), &seen) == 0);
  return seen.st_mode & 07777;
}

}  // namespace

TEST_CASE("a file of records is for its owner and group at most, whatever the umask") {
  const TemporaryFolder folder;
  for (const auto& [mask, mode] : {std::pair{0000U, 0640U}, {0022U, 0640U}, {0077U, 0600U}}) {
    const std::string path = folder / ("records-" + std::to_string(mask));
    const mode_t before = ::umask(mask);
    const auto file = open_record(path);
    ::umask(before);
    REQUIRE(file);
    CHECK(mode_of(path) == mode);
  }
}

TEST_CASE("records are appended to a file that is there, whose mode stays") {
  const TemporaryFolder folder;
  const std::string path = folder.write("records", "first\n");
  ::chmod(path.c_str(), 0644);
  *open_record(path) << "second\n";
  std::ifstream file(path);
  std::string one, two;
  file >> one >> two;
  CHECK(one == "first");
  CHECK(two == "second");
  CHECK(mode_of(path) == 0644);
  CHECK_FALSE(open_record(folder / "none/records"));
}
