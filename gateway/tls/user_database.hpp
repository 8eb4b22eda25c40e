// Which users and groups this machine knows; tests bring their own.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace gatewarden {

class UserDatabase {
 public:
  struct Group {
    std::string name{};  // empty: no such group
    // By its list or as a user's first group; neither root nor the user of the question.
    std::vector<std::string> other_members{};
  };
  virtual ~UserDatabase() = default;
  virtual std::string user(uid_t user) const = 0;  // its name; empty: none
  virtual Group group(gid_t group, uid_t but_for) const = 0;
  // Whether it lists a user who is neither root nor this one. A machine always does; an image may not.
  virtual bool lists_others(uid_t but_for) const = 0;
};

// The C library's (nsswitch.conf). May ask a directory service: not on the loop.
const UserDatabase& system_users();

}  // namespace gatewarden
