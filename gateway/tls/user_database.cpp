#include "gateway/tls/user_database.hpp"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <mutex>
#include <optional>

namespace gatewarden {
namespace {

// Debian's nogroup and the kernel's overflow group: the first group of accounts that shall have none (sync, _apt), and of
// containers that run as nobody with its fsGroup.
constexpr gid_t kNoGroup = 65534;
constexpr std::size_t kMaxEntry = 1024 * 1024;  // of a group with its members

// Calls one of the C library's ..._r functions with a buffer that is large enough; its answer, ERANGE if none is.
template <class Ask>
int with_room(std::vector<char>& room, Ask ask) {
  int code = ERANGE;
  for (std::size_t size = 4096; code == ERANGE && size <= kMaxEntry; size *= 4) {
    room.resize(size);
    code = ask(room.data(), room.size());
  }
  return code;
}

std::optional<uid_t> id_of(const char* name) {
  std::vector<char> room;
  passwd entry{}, *found = nullptr;
  with_room(room,
            [&](char* text, std::size_t size) { return ::getpwnam_r(name, &entry, text, size, &found); });
  if (found == nullptr) return std::nullopt;
  return entry.pw_uid;
}

class SystemUsers final : public UserDatabase {
 public:
  std::string user(uid_t user) const override {
    std::vector<char> room;
    passwd entry{}, *found = nullptr;
    with_room(room,
              [&](char* text, std::size_t size) { return ::getpwuid_r(user, &entry, text, size, &found); });
    return found == nullptr ? "" : entry.pw_name;
  }

  Group group(gid_t group, uid_t but_for) const override {
    Group made;
    std::vector<char> room;
    ::group entry{}, *found = nullptr;
    const int code = with_room(
        room, [&](char* text, std::size_t size) { return ::getgrgid_r(group, &entry, text, size, &found); });
    if (code == ERANGE) made.other_members.emplace_back("very many");
    if (found != nullptr) {
      made.name = entry.gr_name;
      for (char** member = entry.gr_mem; *member != nullptr; ++member) {
        // A name without a user counts: it may get one.
        const auto id = id_of(*member);
        if (!id || (*id != 0 && *id != but_for)) made.other_members.emplace_back(*member);
      }
    }
    add_first_members(group, but_for, made);
    return made;
  }

  bool lists_others(uid_t but_for) const override {
    bool any = false;
    each_other(but_for, [&any](const passwd&) { any = true; });
    return any;
  }

 private:
  template <class Take>
  static void each_other(uid_t but_for, Take take) {
    static std::mutex one_walk;  // the C library has one place in the list
    const std::lock_guard lock(one_walk);
    ::setpwent();
    while (const passwd* each =
               ::getpwent()) {  // NOLINT(concurrency-mt-unsafe): locked, and used nowhere else
      if (each->pw_uid != 0 && each->pw_uid != but_for) take(*each);
    }
    ::endpwent();
  }

  static void add_first_members(gid_t group, uid_t but_for, Group& made) {
    if (group == kNoGroup) return;
    each_other(but_for, [&](const passwd& each) {
      if (each.pw_gid == group) made.other_members.emplace_back(each.pw_name);
    });
  }
};

}  // namespace

const UserDatabase& system_users() {
  static const SystemUsers users;
  return users;
}

}  // namespace gatewarden
