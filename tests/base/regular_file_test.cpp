#include "gateway/base/regular_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;

namespace {

std::string refusal(const std::filesystem::path& path, std::size_t most = 1000) {
  const auto read = read_regular_file(path, most);
  return read ? "" : read.error();
}

}  // namespace

TEST_CASE("a file is read whole, up to the bound and not a byte beyond") {
  const test::TemporaryFolder folder;
  const std::string text(100'000, 'x');
  const auto file = folder.write("file", text);
  CHECK(*read_regular_file(file, text.size()) == text);
  CHECK(refusal(file, text.size() - 1) == "it has more than 99999 bytes");
  CHECK(refusal(folder.write("large", std::string(2 * 1024 * 1024 + 1, 'x')), 2 * 1024 * 1024) ==
        "it has more than 2 MiB");
  CHECK(read_regular_file(folder.write("empty", ""), 0)->empty());
}

TEST_CASE("a file whose size the kernel does not tell is read too") {
  CHECK(read_regular_file("/proc/self/status", 100'000)->find("Name:") == 0);
}

TEST_CASE("what is no file is refused, and nobody waits for it") {
  const test::TemporaryFolder folder;
  const auto pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(refusal(pipe) == "it is a pipe, not a file");
  CHECK(refusal("/dev/zero") == "it is a device, not a file");
  CHECK(refusal(folder.path()) == "it is a folder");
  CHECK(refusal(folder / "nothing") == "there is no such file");
}

TEST_CASE("links are followed to what they lead to") {
  const test::TemporaryFolder folder;
  std::filesystem::create_symlink(folder.write("file", "text"), folder / "link");
  std::filesystem::create_symlink("/dev/zero", folder / "trap");
  CHECK(*read_regular_file(folder / "link", 10) == "text");
  CHECK(refusal(folder / "trap") == "it is a device, not a file");
}

TEST_CASE("standard input that never ends is read up to the bound") {
  const int endless = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  const auto read = read_to_end(endless, 1000);
  ::close(endless);
  REQUIRE_FALSE(read);
  CHECK(read.error() == "it has more than 1000 bytes");
}
