#include "gateway/tls/secret_readers.hpp"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace gatewarden {
namespace {

// Whoever may write a secret may set a known one.
constexpr mode_t kGroupBits = S_IRGRP | S_IWGRP, kOtherBits = S_IROTH | S_IWOTH;

bool in_credentials_directory(int descriptor) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder != '/') return false;
  std::error_code error;
  const auto file = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
  if (error) return false;
  const auto real = std::filesystem::canonical(folder, error);
  struct stat status {};
  return !error && file.parent_path() == real && ::stat(real.c_str(), &status) == 0 &&
         (status.st_uid == 0 || status.st_uid == ::geteuid()) && (status.st_mode & S_IRWXO) == 0;
}

// An entry of the extended attribute, little-endian (linux/posix_acl_xattr.h); 4 bytes of a version come before.
constexpr std::size_t kHeader = 4, kEntry = 8;
constexpr std::uint16_t kUser = 0x02, kOwningGroup = 0x04, kGroup = 0x08, kMask = 0x10;
struct AclEntry {
  std::uint16_t tag, rights;
  std::uint32_t id;
};

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

std::vector<AclEntry> entries_of(std::string_view list) {
  std::vector<AclEntry> entries;
  for (std::size_t at = kHeader; at + kEntry <= list.size(); at += kEntry) {
    entries.push_back({static_cast<std::uint16_t>(number(list, at, 2)),
                       static_cast<std::uint16_t>(number(list, at + 2, 2)), number(list, at + 4, 4)});
  }
  return entries;
}

class Judge {
 public:
  Judge(const Reader& reader, const UserDatabase& users) : reader_(reader), users_(users) {}

  void user(uid_t user) {
    if (user == 0 || user == reader_.user) return;
    const std::string name = users_.user(user);
    add("the user " + (name.empty() ? std::to_string(user) : name));
  }
  void group(gid_t group) {
    const auto found = users_.group(group, reader_.user);
    // One that is neither root's nor ours may be that of another container.
    if (found.other_members.empty() && (group == 0 || reader_.is_in(group))) return;
    constexpr std::size_t kMaxNamed = 3;
    std::string names;
    for (std::size_t i = 0; i < std::min(kMaxNamed, found.other_members.size()); ++i)
      names += (i ? ", " : " (") + found.other_members[i];
    if (found.other_members.size() > kMaxNamed) names += ", ...";
    add("the group " + (found.name.empty() ? std::to_string(group) : found.name) +
        (names.empty() ? "" : names + ")"));
  }
  void add(const std::string& who) { others_ += (others_.empty() ? "" : " and ") + who; }
  const std::string& others() const { return others_; }

 private:
  const Reader& reader_;
  const UserDatabase& users_;
  std::string others_;
};

void judge_list(const FileRights& rights, Judge& judge) {
  const std::vector<AclEntry> entries = entries_of(rights.access_list);
  std::uint16_t mask = 07;
  for (const AclEntry& entry : entries)
    if (entry.tag == kMask) mask = entry.rights;
  for (const AclEntry& entry : entries) {
    if ((entry.rights & mask & 06) == 0) continue;
    if (entry.tag == kUser) judge.user(entry.id);
    if (entry.tag == kOwningGroup) judge.group(rights.group);
    if (entry.tag == kGroup) judge.group(entry.id);
  }
}

}  // namespace

FileRights FileRights::of(const RegularFile& file) {
  const struct stat& status = file.status();
  FileRights rights{.owner = status.st_uid, .group = status.st_gid, .mode = status.st_mode};
  std::array<char, 16 * 1024> list;
  const ssize_t size = ::fgetxattr(file.descriptor(), "system.posix_acl_access", list.data(), list.size());
  if (size > 0) rights.access_list.assign(list.data(), static_cast<std::size_t>(size));
  rights.unknown_list = size < 0 && errno != ENODATA && errno != ENOTSUP;
  rights.is_credential = in_credentials_directory(file.descriptor());
  struct statfs disk {};
  rights.in_memory = ::fstatfs(file.descriptor(), &disk) == 0 && disk.f_type == TMPFS_MAGIC;
  return rights;
}

Reader Reader::of_process() {
  Reader reader{.user = ::geteuid(), .groups = {::getegid()}};
  const int count = ::getgroups(0, nullptr);
  std::vector<gid_t> more(static_cast<std::size_t>(std::max(count, 0)));
  if (const int got = ::getgroups(count, more.data()); got > 0)
    reader.groups.insert(reader.groups.end(), more.begin(), more.begin() + got);
  return reader;
}

bool Reader::is_in(gid_t group) const {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

std::string other_readers(const FileRights& rights, const Reader& reader, const UserDatabase& users) {
  const mode_t of_others = rights.mode & kOtherBits;
  if (of_others != 0) {
    const bool alone = of_others == S_IROTH && rights.in_memory && !users.lists_others(reader.user);
    if (!alone) return "everybody";
  }
  Judge judge(reader, users);
  judge.user(rights.owner);
  if ((rights.mode & kGroupBits) == 0 || rights.is_credential) return judge.others();
  if (rights.unknown_list) {
    judge.add("whom its access list names");
  } else if (rights.access_list.empty()) {
    judge.group(rights.group);
  } else {
    judge_list(rights, judge);
  }
  return judge.others();
}

}  // namespace gatewarden
