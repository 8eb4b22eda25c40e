// Real files with real rights.
#include "gateway/tls/secret_file.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/support/child_process.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using Catch::Matchers::Contains;

namespace {

class Nobody final : public UserDatabase {
 public:
  std::string user(uid_t user) const override { return user == 4711 ? "alice" : ""; }
  Group group(gid_t, uid_t) const override { return {"staff", {"alice", "bob"}}; }
  bool lists_others(uid_t) const override { return true; }
};

struct Site {
  std::string secret(mode_t mode) const {
    const auto file = folder.write("secret", "xyzzy");
    REQUIRE(::chmod(file.c_str(), mode) == 0);
    return file;
  }
  static Result<Secret> read(const std::string& file) {
    return read_secret_file("the key", file, 100, Nobody());
  }
  static std::string refusal(const std::string& file) {
    const auto read = Site::read(file);
    return read ? "" : read.error();
  }

  test::TemporaryFolder folder;
};

// u::r--, u:USER:r--, g::---, m::r--, o::---; false where the file system knows no such lists.
bool give(const std::string& file, unsigned char user_low, unsigned char user_high) {
  const unsigned char list[] = {2, 0,        0,         0,   1,   0,   4,  0, 255, 255, 255, 255, 2,   0,  4,
                                0, user_low, user_high, 0,   0,   4,   0,  0, 0,   255, 255, 255, 255, 16, 0,
                                4, 0,        255,       255, 255, 255, 32, 0, 0,   0,   255, 255, 255, 255};
  return ::setxattr(file.c_str(), "system.posix_acl_access", list, sizeof list, 0) == 0;
}

}  // namespace

TEST_CASE("a secret that only its owner may read is read") {
  const Site site;
  CHECK(Site::read(site.secret(0400))->text() == "xyzzy");
  CHECK(Site::read(site.secret(0600))->text() == "xyzzy");
}

TEST_CASE("a refusal names the file, its mode, who may read it and what helps") {
  const Site site;
  const auto file = site.secret(0640);
  CHECK_THAT(Site::refusal(file), Contains("the key " + file) && Contains("mode 0640") &&
                                      Contains("the group staff (alice, bob)") &&
                                      Contains("chmod 600 " + file) && Contains("fsGroup") &&
                                      Contains("LoadCredential="));
  CHECK_THAT(Site::refusal(site.secret(0604)), Contains("everybody"));
}

TEST_CASE("an access list that names only us passes, whatever the mode looks like") {
  const Site site;
  const auto file = site.secret(0400);
  const auto user = ::geteuid();
  if (!give(file, static_cast<unsigned char>(user), static_cast<unsigned char>(user >> 8)))
    return test::say_lacking("access lists on the file system of temporary files");
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  REQUIRE((status.st_mode & 0777) == 0440);
  CHECK(Site::refusal(file).empty());

  REQUIRE(give(file, 4711 & 0xff, 4711 >> 8));
  CHECK_THAT(Site::refusal(file), Contains("the user alice"));
}

TEST_CASE("a file in the service manager's folder of credentials passes") {
  const Site site;
  const auto file = site.secret(0440);
  CHECK_FALSE(Site::refusal(file).empty());
  ::setenv("CREDENTIALS_DIRECTORY", site.folder.path().c_str(), 1);
  const std::string refusal = Site::refusal(file);
  REQUIRE(::chmod(site.folder.path().c_str(), 0755) == 0);
  const std::string in_open_folder = Site::refusal(file);
  ::unsetenv("CREDENTIALS_DIRECTORY");
  CHECK(refusal.empty());
  CHECK_FALSE(in_open_folder.empty());
}

TEST_CASE("a file of another user is refused, though root could read it") {
  const Site site;
  const auto file = site.secret(0600);
  if (::chown(file.c_str(), 4711, static_cast<gid_t>(-1)) != 0)
    return test::say_lacking("the right to give a file away");
  CHECK_THAT(Site::refusal(file), Contains("the user alice"));
}

TEST_CASE("a secret is no pipe, no device and not of any size") {
  const Site site;
  REQUIRE(::mkfifo((site.folder / "pipe").c_str(), 0600) == 0);
  CHECK_THAT(Site::refusal(site.folder / "pipe"), Contains("it is a pipe"));
  CHECK_THAT(Site::refusal("/dev/zero"), Contains("it is a device"));
  const auto large = site.folder.write("large", std::string(101, 'x'));
  REQUIRE(::chmod(large.c_str(), 0600) == 0);
  CHECK_THAT(Site::refusal(large), Contains("more than 100 bytes"));
}

TEST_CASE("a password is the first line of its file") {
  const test::TemporaryFolder folder;
  const auto read = [&](const std::string& text) {
    const auto file = folder.write("password", text);
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    return read_password("password_file", file);
  };
  CHECK(read("secret")->text() == "secret");
  CHECK(read("secret\r\nand a second line\n")->text() == "secret");
  CHECK(read("\n")->text().empty());
  CHECK(read("se cret\n")->text() == "se cret");
  CHECK_FALSE(read(""));
  CHECK(read(std::string(65535, 'x').append("\n"))->text().size() == 65535);  // all that MQTT can send
  const auto long_one = read(std::string(65536, 'x'));
  REQUIRE_FALSE(long_one);
  CHECK_THAT(long_one.error(), Contains("too long") && !Contains("xxx"));
}

TEST_CASE("the C library knows root's group, and that others are in those of theirs") {
  CHECK(system_users().user(0) == "root");
  CHECK(system_users().group(0, 12345).name == "root");
  CHECK(system_users().group(65534, 12345).other_members.empty());  // whose first group it is has none
  const auto daemons = system_users().group(1, 12345);
  if (daemons.name != "daemon") return test::say_lacking("the user and group daemon");
  CHECK_FALSE(daemons.other_members.empty());
  CHECK(system_users().group(1, 1).other_members.empty());  // as daemon itself
}

// In a mount namespace of its own, with other lists of users and groups. The user who was added last is ours: what the C
// library leaves behind of it must not pass for the member.
TEST_CASE("a member of a group who is no user counts: the name may get one") {
  const test::TemporaryFolder folder;
  const auto users = folder.write("passwd", "root:x:0:0::/:\ngatewarden:x:990:990::/:\n");
  const auto groups = folder.write("group", "secrets:x:4711:root,gatewarden,not-yet-a-user\n");
  auto child = test::ChildProcess::function([&] {
    const bool mounted = ::unshare(CLONE_NEWNS) == 0 &&
                         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         ::mount(users.c_str(), "/etc/passwd", nullptr, MS_BIND, nullptr) == 0 &&
                         ::mount(groups.c_str(), "/etc/group", nullptr, MS_BIND, nullptr) == 0;
    if (!mounted) return 77;
    const auto found = system_users().group(4711, 990);
    return found.name == "secrets" && found.other_members == std::vector<std::string>{"not-yet-a-user"} ? 0
                                                                                                        : 1;
  });
  const int status = child.wait();
  if (status == 77) return test::say_lacking("the right to mount");
  CHECK(status == 0);
}
