#include "gateway/uplink/lines/report_file.hpp"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/uplink/lines/scripted_target.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

const LineWriterSettings kPrompt{.gather = 0ms, .retry_interval = 1ms};

std::unique_ptr<LineWriter> writer_to(ReportFileSettings file, LineWriterSettings settings = kPrompt) {
  return std::make_unique<LineWriter>(std::make_unique<ReportFile>(std::move(file)), settings);
}

std::string content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::string lines(std::uint64_t from, std::uint64_t to) {
  std::string text;
  for (; from < to; ++from) text += line_of(from) + '\n';
  return text;
}

bool empties(const LineWriter& writer) {
  return eventually([&] { return writer.snapshot().waiting_bytes == 0; });
}

// No file of this process may grow beyond `bytes`: to a writer, a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) {
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const struct rlimit small = {bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  }
  ~SmallFiles() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  struct rlimit before_ {};
};

}  // namespace

TEST_CASE("a new report file is for its owner to write and its group to read") {
  TemporaryFolder folder;
  const mode_t before = ::umask(022);
  auto writer = writer_to({folder.path() / "reports.ndjson"});
  REQUIRE(writer->offer("{}"));
  REQUIRE(empties(*writer));
  ::umask(before);
  struct stat seen {};
  REQUIRE(::stat((folder / "reports.ndjson").c_str(), &seen) == 0);
  CHECK((seen.st_mode & 07777) == 0640);
  CHECK(content(folder / "reports.ndjson") == "{}\n");
  CHECK(writer->snapshot().name == "file " + folder / "reports.ndjson");
}

TEST_CASE("a later start goes on behind what the file holds") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  for (int start = 0; start < 3; ++start) {
    auto writer = writer_to({file});
    writer->offer(line_of(start));
    writer->close(soon());
  }
  CHECK(content(file) == lines(0, 3));
}

TEST_CASE("files rotate between lines, the oldest goes, and together they hold the newest lines in order") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  const std::size_t bytes = 40 * line_of(100).size();
  auto writer = writer_to({file, bytes, 3});
  std::mt19937 random(5);  // NOLINT: the same lines every time
  std::vector<std::string> offered;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    offered.push_back(line_of(i, random() % 200));
    REQUIRE(writer->offer(offered.back()));
    if (random() % 50 == 0) REQUIRE(empties(*writer));
  }
  writer->close(soon());
  CHECK(writer->snapshot().lines == 2000);
  CHECK(writer->snapshot().rotations > 10);
  CHECK_FALSE(std::filesystem::exists(folder / "reports.ndjson.4"));

  std::string kept;
  for (const char* end : {".3", ".2", ".1", ""}) {
    const std::string part = content(file.string() + end);
    CHECK(part.size() <= bytes);
    REQUIRE_FALSE(part.empty());
    CHECK(part.back() == '\n');
    kept += part;
  }
  std::string newest;
  while (newest.size() < kept.size() && !offered.empty()) {
    newest = offered.back() + '\n' + newest;
    offered.pop_back();
  }
  CHECK(kept == newest);
}

TEST_CASE("every rotation is counted and no line is lost while enough files are kept") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  auto writer = writer_to({file, 10 * (line_of(10).size() + 1), 20});
  for (std::uint64_t i = 10; i < 100; ++i) writer->offer(line_of(i));
  writer->close(soon());
  CHECK(writer->snapshot().rotations == 8);
  for (std::uint64_t n = 0; n < 9; ++n) {
    const std::string name = file.string() + (n == 8 ? "" : "." + std::to_string(8 - n));
    CHECK(content(name) == lines(10 + 10 * n, 20 + 10 * n));
  }
}

TEST_CASE("a line longer than a file may be stands alone in its file") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  auto writer = writer_to({file, 100, 5});
  const std::string longer(300, 'x');
  for (const std::string& line : {std::string("a"), longer, std::string("b")}) writer->offer(line);
  writer->close(soon());
  CHECK(content(file.string() + ".2") == "a\n");
  CHECK(content(file.string() + ".1") == longer + '\n');
  CHECK(content(file) == "b\n");
}

TEST_CASE("a torn last line is ended at the start, so that readers lose that one only") {
  TemporaryFolder folder;
  const auto file = folder.write("reports.ndjson", line_of(0) + "\n{\"thing\":\"pre");
  auto writer = writer_to({file});
  writer->offer(line_of(1));
  writer->close(soon());
  CHECK(content(file) == line_of(0) + "\n{\"thing\":\"pre\n" + line_of(1) + "\n");
}

TEST_CASE("a file renamed, removed or cut by others is followed by a new one, without a line lost") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  const auto aside = folder.path() / "by-logrotate";
  auto writer = writer_to({file});
  writer->offer(line_of(0));
  REQUIRE(empties(*writer));
  SECTION("renamed") {
    std::filesystem::rename(file, aside);
    writer->offer(line_of(1));
    REQUIRE(empties(*writer));
    CHECK(content(aside) == lines(0, 1));
  }
  SECTION("removed") {
    std::filesystem::remove(file);
    writer->offer(line_of(1));
    REQUIRE(empties(*writer));
  }
  SECTION("cut to nothing") {
    std::filesystem::resize_file(file, 0);
    writer->offer(line_of(1));
    REQUIRE(empties(*writer));
  }
  CHECK(content(file) == lines(1, 2));
  CHECK(writer->snapshot().failures == 0);
}

TEST_CASE("what rotates is the file a link leads to, and the link goes on leading there") {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "disk");
  std::filesystem::create_symlink(folder.path() / "disk" / "real", folder.path() / "link");
  auto writer = writer_to({folder.path() / "link", line_of(0).size() + 1, 5});
  writer->offer(line_of(0));
  writer->offer(line_of(1));
  writer->close(soon());
  CHECK(std::filesystem::is_symlink(folder.path() / "link"));
  CHECK(content(folder.path() / "disk" / "real.1") == lines(0, 1));
  CHECK(content(folder.path() / "disk" / "real") == lines(1, 2));
}

TEST_CASE("a path that cannot be written is said with the remedy, and taken once it can") {
  TemporaryFolder folder;
  const auto file = folder.path() / "logs" / "reports.ndjson";
  auto writer = writer_to({file});
  writer->offer(line_of(0));
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  CHECK_THAT(writer->snapshot().why, Contains("file " + file.string() + " cannot be opened") &&
                                         Contains("mkdir -p " + file.parent_path().string()));
  std::filesystem::create_directory(file.parent_path());
  REQUIRE(empties(*writer));
  CHECK_FALSE(writer->snapshot().failed);
  CHECK(content(file) == lines(0, 1));

  // The directory goes away again.
  std::filesystem::remove_all(file.parent_path());
  writer->offer(line_of(1));
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  std::filesystem::create_directory(file.parent_path());
  REQUIRE(empties(*writer));
  CHECK(content(file) == lines(1, 2));
}

TEST_CASE("a file the gateway's user may not write is said with what would let it") {
  TemporaryFolder folder;  // owned by root or this user, then made unwritable
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read);
  auto user = ChildProcess::function([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    const std::string why = ReportFile({folder.path() / "reports.ndjson"}).write({}).trouble;
    const bool said = why.find("let the gateway's user write to the file and to " + folder.path().string()) !=
                      std::string::npos;
    return said ? 0 : 1;
  });
  const int status = user.wait();
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  CHECK(status == 0);
}

TEST_CASE("what is not a regular file is refused and left alone") {
  TemporaryFolder folder;
  std::string path = folder / "reports";
  std::string expected = "not a regular file";
  SECTION("a pipe nobody reads") { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }
  SECTION("a device") { path = "/dev/null"; }
  SECTION("a directory") {
    std::filesystem::create_directory(path);
    expected = "it is a directory; name a file in it";
  }
  auto writer = writer_to({path});
  writer->offer(line_of(0));
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  CHECK_THAT(writer->snapshot().why, Contains("file " + path) && Contains(expected));
  CHECK_FALSE(std::filesystem::exists(path + ".1"));
}

TEST_CASE("a file that cannot be rotated is not written beyond its bound, and goes on once it can") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  std::filesystem::create_directories(folder.path() / "reports.ndjson.1");  // not
                                                                            // even
                                                                            // root
                                                                            // renames
                                                                            // over
                                                                            // a
                                                                            // directory
  auto writer = writer_to({file, line_of(0).size() + 1, 1});
  writer->offer(line_of(0));
  writer->offer(line_of(1));
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  CHECK_THAT(writer->snapshot().why, Contains("cannot be rotated"));
  CHECK(content(file) == lines(0, 1));
  std::filesystem::remove(folder.path() / "reports.ndjson.1");
  REQUIRE(empties(*writer));
  CHECK(content(file.string() + ".1") == lines(0, 1));
  CHECK(content(file) == lines(1, 2));
}

TEST_CASE("where a file can grow no more, a line begun is finished once there is room") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  auto writer = writer_to({file});
  {
    const SmallFiles limit(1000);  // in the middle of a line
    for (std::uint64_t i = 0; i < 100; ++i) REQUIRE(writer->offer(line_of(i)));
    REQUIRE(eventually([&] { return writer->snapshot().failed; }));
    CHECK_THAT(writer->snapshot().why, Contains(file.string()) && Contains("raise the limit"));
    CHECK(content(file).size() == 1000);
    CHECK(writer->snapshot().bytes < 1000);  // whole lines only
  }
  REQUIRE(empties(*writer));
  CHECK(content(file) == lines(0, 100));
  CHECK(writer->snapshot().lines == 100);
}

TEST_CASE("a line begun in a file that others took away stands whole in the new one") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  auto writer = writer_to({file});
  const auto aside = folder.path() / "aside";
  {
    const SmallFiles limit(1000);
    for (std::uint64_t i = 0; i < 50; ++i) REQUIRE(writer->offer(line_of(i)));
    REQUIRE(eventually([&] { return content(file).size() == 1000; }));
    std::filesystem::rename(file, aside);
    REQUIRE(eventually([&] { return std::filesystem::exists(file) && content(file).size() == 1000; }));
  }
  REQUIRE(empties(*writer));
  const std::string old = content(aside);
  const std::string whole = old.substr(0, old.rfind('\n') + 1);
  CHECK(old != whole);
  CHECK(whole + content(file) == lines(0, 50));
}

TEST_CASE("a full disk keeps lines waiting, says so, and is written again when there is room") {
  TemporaryFolder folder;
  const auto disk = folder.path() / "disk";
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
    return say_lacking(std::string("the right to mount a small disk: ") + std::strerror(errno));
  }
  struct Mounted {
    const char* at;
    ~Mounted() { ::umount(at); }
  } const mounted{disk.c_str()};
  std::ofstream(disk / "filler") << std::string(50'000, 'x');

  auto writer = writer_to({disk / "reports.ndjson"});
  for (std::uint64_t i = 0; i < 500; ++i) REQUIRE(writer->offer(line_of(i)));
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  CHECK_THAT(writer->snapshot().why, Contains("No space left on device; make room"));
  CHECK(writer->snapshot().dropped == 0);
  std::filesystem::remove(disk / "filler");
  REQUIRE(empties(*writer));
  CHECK(content(disk / "reports.ndjson") == lines(0, 500));
  writer.reset();
}

TEST_CASE("a kill at any moment tears one line at most, and the next start ends it") {
  TemporaryFolder folder;
  const auto file = folder.path() / "reports.ndjson";
  for (int round = 0; round < 20; ++round) {
    const auto before = std::filesystem::exists(file) ? std::filesystem::file_size(file) : 0;
    auto gateway = ChildProcess::function([&]() -> int {
      auto writer = writer_to({file});
      for (std::uint64_t i = 0;;) i += writer->offer(line_of(i, 3000));  // a refused line is offered again
    });
    const bool grew = eventually(
        [&] { return std::filesystem::exists(file) && std::filesystem::file_size(file) > before + 500'000; });
    gateway.end();
    REQUIRE(grew);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - static_cast<unsigned>(round) * 7);

    writer_to({file})->close(soon());  // ends the torn line, though no line follows
    std::istringstream read(content(file).substr(before));
    CHECK(content(file).back() == '\n');
    std::uint64_t expected = 0, torn = 0;
    for (std::string line; std::getline(read, line); ++expected) torn += line != line_of(expected, 3000);
    CHECK(torn <= 1);
    std::filesystem::remove(file);
  }
}

TEST_CASE(
    "a link in a folder that others may write to is refused with words, and what it leads to stays as it is") {
  TemporaryFolder folder;
  const auto victim = folder.write("victim", "important\n");
  std::filesystem::create_directory(folder / "shared");
  std::filesystem::create_symlink(victim, folder / "shared/reports");
  const std::string path = folder / "shared/reports";
  REQUIRE(::chmod((folder / "shared").c_str(), GENERATE(0777, 0770, 01777)) == 0);
  ReportFile file({path});
  const auto written = file.write("line\n");
  CHECK(written.bytes == 0);
  CHECK_THAT(written.trouble, Contains(path) && Contains("it is a link") && Contains(folder / "shared"));
  CHECK(ReportFile::usable(path).error() == written.trouble);
  CHECK(std::filesystem::file_size(victim) == 10);

  REQUIRE(::chmod((folder / "shared").c_str(), 0755) == 0);
  CHECK(ReportFile::usable(path));
  CHECK(file.write("line\n").bytes == 5);
  CHECK(std::filesystem::file_size(victim) == 15);
}

TEST_CASE("whether a file could be written is found out without making it") {
  TemporaryFolder folder;
  CHECK(ReportFile::usable(folder / "new"));
  CHECK_FALSE(std::filesystem::exists(folder / "new"));
  CHECK(ReportFile::usable(folder.write("old", "")));
  CHECK_THAT(ReportFile::usable(folder / "nowhere/new").error(), Contains("mkdir -p"));
  CHECK_THAT(ReportFile::usable(folder.path()).error(), Contains("directory"));
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THAT(ReportFile::usable(folder / "pipe").error(), Contains("not a regular file"));
}

TEST_CASE("a file keeps new limits from now on") {
  TemporaryFolder folder;
  ReportFile file({folder / "reports", 1'000'000, 5});
  CHECK(file.write("first\n").bytes == 6);
  file.limit(6, 1);
  CHECK(file.write("second\nthird\n").rotations == 2);
  CHECK_FALSE(std::filesystem::exists(folder / "reports.2"));
}
