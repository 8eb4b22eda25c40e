#include "gateway/confine/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

namespace gatewarden::confine {
namespace {

using Rights = std::uint64_t;

// Younger than Debian 12's headers.
constexpr Rights kTruncate = Rights{1} << 14;     // version 3
constexpr Rights kAskDriver = Rights{1} << 15;    // version 5
constexpr Rights kFirst = (Rights{1} << 13) - 1;  // all of version 1
constexpr Rights kMoveBetween = Rights{1} << 13;  // version 2; version 1 never allows it
constexpr Rights kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr Rights kWrite = LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                          LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK;
constexpr Rights kDevice = LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | kAskDriver;
constexpr Rights kOfFiles =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | kAskDriver;

Rights rights_for(Use use) {
  switch (use) {
    case Use::write:
      return kRead | kWrite;
    case Use::device:
      return kRead | kDevice;
    case Use::read:
      break;
  }
  return kRead;
}

Error trouble(const std::string& what) { return Error{what + ": " + std::strerror(errno)}; }

class Descriptor {
 public:
  explicit Descriptor(long number) : number_(static_cast<int>(number)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int operator*() const { return number_; }

 private:
  int number_;
};

Result<void> allow(int ruleset, int version, const Folder& folder) {
  const Descriptor place(::open(folder.path.c_str(), O_PATH | O_CLOEXEC));
  struct stat seen {};
  if (*place < 0 || ::fstat(*place, &seen) != 0) return trouble(folder.path.string());
  landlock_path_beneath_attr rule{};
  rule.parent_fd = *place;
  rule.allowed_access = rights_for(folder.use) & known_rights(version);
  if (!S_ISDIR(seen.st_mode)) rule.allowed_access &= kOfFiles;
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return {};
  return trouble(folder.path.string());
}

}  // namespace

std::uint64_t known_rights(int version) {
  Rights rights = kFirst;
  if (version >= 2) rights |= kMoveBetween;
  if (version >= 3) rights |= kTruncate;
  if (version >= 5) rights |= kAskDriver;
  return rights;
}

Result<int> landlock_version() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version >= 1) return static_cast<int>(version);
  if (errno == EOPNOTSUPP) return Error{"Landlock is switched off at this kernel's start (lsm=landlock,...)"};
  if (errno == ENOSYS) return Error{"this kernel has no Landlock (it came with Linux 5.13)"};
  return trouble("Landlock is not allowed here");
}

Result<void> landlock(int version, const std::vector<Folder>& folders) {
  const Rights handled = known_rights(version);
  // Only the first member: a kernel takes the size it knows, and the rest is for the network and for signals.
  const Descriptor ruleset(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
  if (*ruleset < 0) return trouble("Landlock's rules cannot be made");
  for (const Folder& folder : folders) {
    if (auto allowed = allow(*ruleset, version, folder); !allowed) return allowed;
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return trouble("no_new_privs");
  if (::syscall(SYS_landlock_restrict_self, *ruleset, 0) != 0) return trouble("Landlock's rules are refused");
  return {};
}

}  // namespace gatewarden::confine
