// Each confined process is a child: what it gave up it cannot get back.
#include "gateway/confine/confinement.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "gateway/confine/landlock.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using confine::Confinement;
using confine::Folder;
using confine::Use;
using test::ChildProcess;

namespace fs = std::filesystem;

namespace {

bool lacks_landlock() {
  const auto version = confine::landlock_version();
  if (!version) test::say_lacking("Landlock: " + version.error());
  return !version;
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

std::string read(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

bool opens(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
  return file >= 0;
}

// The first check that fails, by its place in the list, as the exit status; 0: none.
int first_failure(std::initializer_list<bool> checks) {
  int number = 0;
  for (const bool check : checks) {
    ++number;
    if (!check) return number;
  }
  return 0;
}

// Where tests/coverage counts, a child's counts go to a folder that it must keep.
std::vector<Folder> and_counts(std::vector<Folder> folders) {
  if (const char* counts = std::getenv("GATEWARDEN_COUNTS")) folders.push_back({counts, Use::write});
  return folders;
}

int confined(const std::vector<Folder>& folders, const std::function<int()>& body) {
  auto child = ChildProcess::function([&] {
    const auto confinement = Confinement::to(and_counts(folders));
    return confinement.in_force() ? body() : 99;
  });
  return child.wait();
}

bool binds(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool bound = ::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(made);
  return bound;
}

// Folders in, out and a file in each.
struct Place {
  Place() {
    for (const char* name : {"in", "out"}) {
      fs::create_directory(folder / name);
      write(fs::path(folder / name) / "file", name);
    }
  }
  test::TemporaryFolder folder;
  fs::path in = folder / "in", out = folder / "out";
};

}  // namespace

TEST_CASE("Landlock is there if the kernel says so, in the kernel's version") {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return test::say_lacking("Landlock");
  const auto told = confine::landlock_version();
  REQUIRE(told);
  CHECK(*told == version);
}

// Older kernels are not at hand.
TEST_CASE("Of each version of Landlock all rights to files are given up, and none that it does not know") {
  using confine::known_rights;
  constexpr std::uint64_t kOne = 1;
  CHECK(known_rights(1) == (kOne << 13) - 1);  // up to LANDLOCK_ACCESS_FS_MAKE_SYM
  CHECK(known_rights(2) == (kOne << 14) - 1);  // and REFER
  CHECK(known_rights(3) == (kOne << 15) - 1);  // and TRUNCATE
  CHECK(known_rights(4) == known_rights(3));   // the network
  CHECK(known_rights(5) == (kOne << 16) - 1);  // and IOCTL_DEV
  CHECK(known_rights(6) == known_rights(5));   // signals
}

TEST_CASE("A confined process reads its folders and nothing else") {
  if (lacks_landlock()) return;
  Place place;
  CHECK(confined({{place.in, Use::read}}, [&] {
          return first_failure({read(place.in / "file") == "in", !opens(place.out / "file", O_RDONLY),
                                !opens(place.in / "file", O_RDWR), !opens(place.in / "new", O_RDWR | O_CREAT),
                                !opens("/etc/passwd", O_RDONLY), ::unlink((place.in / "file").c_str()) != 0});
        }) == 0);
}

TEST_CASE("A confined process writes, renames and cuts files off in its folders for that, and nowhere else") {
  if (lacks_landlock()) return;
  Place place;
  CHECK(confined({{place.in, Use::write}, {place.out, Use::read}}, [&] {
          return first_failure({opens(place.in / "file", O_RDWR | O_TRUNC),
                                opens(place.in / "new", O_RDWR | O_CREAT),
                                ::rename((place.in / "new").c_str(), (place.in / "file").c_str()) == 0,
                                binds(place.in / "socket"), ::unlink((place.in / "socket").c_str()) == 0,
                                !opens(place.out / "file", O_RDWR), !binds(place.out / "socket"),
                                ::rename((place.in / "file").c_str(), (place.out / "new").c_str()) != 0,
                                ::symlink("/etc", (place.in / "link").c_str()) != 0});
        }) == 0);
}

TEST_CASE("A link out of a confined process's folder leads nowhere") {
  if (lacks_landlock()) return;
  Place place;
  fs::create_symlink(place.out / "file", place.in / "link");
  CHECK(confined({{place.in, Use::write}},
                 [&] { return first_failure({!opens(place.in / "link", O_RDONLY)}); }) == 0);
}

TEST_CASE("Threads of a confined process are confined") {
  if (lacks_landlock()) return;
  Place place;
  CHECK(confined({{place.in, Use::read}}, [&] {
          bool opened = true;
          std::thread([&] { opened = opens(place.out / "file", O_RDONLY); }).join();
          return opened ? 1 : 0;
        }) == 0);
}

TEST_CASE("A certificate whose link is led to a new folder is still read") {
  if (lacks_landlock()) return;
  Place place;  // as Kubernetes does it: in/crt -> ..data/crt, ..data -> ..1
  fs::create_directory(place.in / "..1");
  write(place.in / "..1/crt", "old");
  fs::create_directory_symlink("..1", place.in / "..data");
  fs::create_symlink("..data/crt", place.in / "crt");
  std::vector<Folder> folders;
  confine::add_file(folders, place.in / "crt", Use::read);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  auto child = ChildProcess::function([&] {
    if (!Confinement::to(folders).in_force() || read(place.in / "crt") != "old") return 1;
    if (::write(ends[1], "r", 1) != 1) return 2;
    while (read(place.in / "crt") == "old") std::this_thread::yield();
    return read(place.in / "crt") == "new" ? 0 : 3;
  });
  ::close(ends[1]);
  char ready = 0;
  CHECK(::read(ends[0], &ready, 1) == 1);
  ::close(ends[0]);
  fs::create_directory(place.in / "..2");
  write(place.in / "..2/crt", "new");
  fs::create_directory_symlink("..2", place.in / "..data_tmp");
  fs::rename(place.in / "..data_tmp", place.in / "..data");
  CHECK(child.wait() == 0);
}

TEST_CASE("A certificate that is renamed into its place is still read, and so is a link's target") {
  if (lacks_landlock()) return;
  Place place;  // as certbot does it: in/crt -> ../out/crt1
  write(place.out / "crt1", "first");
  fs::create_symlink(place.out / "crt1", place.in / "crt");
  std::vector<Folder> folders;
  confine::add_file(folders, place.in / "crt", Use::read);
  folders.push_back({place.in, Use::write});
  folders.push_back({place.out, Use::write});
  CHECK(confined(folders, [&] {
          write(place.out / "crt2", "second");
          ::rename((place.out / "crt2").c_str(), (place.out / "crt1").c_str());
          return first_failure({read(place.in / "crt") == "second"});
        }) == 0);
}

TEST_CASE("A serial line that is plugged in anew is opened: /dev stays open for it") {
  if (lacks_landlock() || test::lacks_pseudo_terminals()) return;
  Place place;
  std::vector<Folder> folders;
  confine::add_device(folders, "/dev/serial/by-id/not-there-now");
  REQUIRE(folders.size() == 1);
  CHECK(folders[0].path == "/dev");
  CHECK(confined(folders, [&] {
          int near = -1, far = -1;
          const bool opened = openpty(&near, &far, nullptr, nullptr, nullptr) == 0;
          return first_failure({opened, ::isatty(near) == 1, opens("/dev/null", O_RDWR),
                                !opens("/dev/made", O_RDWR | O_CREAT)});
        }) == 0);
}

TEST_CASE("What a confined process opens for itself is there: names, authorities, random numbers") {
  if (lacks_landlock()) return;
  std::vector<Folder> folders;
  confine::add_system(folders);
  CHECK(confined(folders, [&] {
          return first_failure({opens("/etc/passwd", O_RDONLY), opens("/dev/urandom", O_RDONLY),
                                opens("/dev/null", O_RDWR), !opens("/etc/passwd", O_RDWR),
                                !opens("/proc/version", O_RDONLY)});
        }) == 0);
}

TEST_CASE("A folder that is not there is named and left out") {
  if (lacks_landlock()) return;
  Place place;
  CHECK(confined({{place.in, Use::read}}, [] { return 0; }) == 0);
  auto child = ChildProcess::function([&] {
    const auto confinement = Confinement::to({{place.in, Use::read}, {place.folder / "later", Use::read}});
    return first_failure({confinement.in_force(), confinement.folders().size() == 1,
                          confinement.missing() == std::vector<std::string>{place.folder / "later"}});
  });
  CHECK(child.wait() == 0);
}

TEST_CASE("What is wanted later is measured by what was left, and the remedies are named") {
  if (lacks_landlock()) return;
  Place place;
  auto child = ChildProcess::function([&] {
    const auto confinement = Confinement::to(and_counts({{place.in, Use::write}, {place.out, Use::read}}));
    const auto refused = confinement.allows({{place.in, Use::read}, {place.out, Use::write}});
    return first_failure({bool(confinement.allows({{place.in / "deep/er", Use::read}})),
                          bool(confinement.allows({{place.out, Use::read}})), !refused,
                          refused.error().find("write to " + place.out.string()) != std::string::npos,
                          refused.error().find("restart it") != std::string::npos,
                          refused.error().find("gateway.paths") != std::string::npos,
                          !confinement.allows({{place.folder / "ins", Use::read}}),
                          !confinement.allows({{place.in, Use::device}})});
  });
  CHECK(child.wait() == 0);
}

TEST_CASE("A process that is not confined may open anything later, and says why it is not") {
  const auto confinement = Confinement::none("gateway.confine is false");
  CHECK_FALSE(confinement.in_force());
  CHECK(confinement.why() == "gateway.confine is false");
  CHECK(confinement.allows({{"/anywhere", Use::write}}));
}
