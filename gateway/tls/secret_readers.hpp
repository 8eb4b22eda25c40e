// Who may read a secret besides root and the gateway's user. Mode bits alone do not tell: the group's bits are the mask
// of an access list where there is one (acl(5)), and a group may have no member but us.
//
// Nobody else may read a file
// - that belongs to root or to us, and of which others have nothing; and of which
// - the group has nothing, or is root's or ours and has no other member (Kubernetes' fsGroup is in no database);
// - the access list, if there is one, names only us and such groups (systemd's LoadCredential= for a unit with User=);
// - or that lies in our $CREDENTIALS_DIRECTORY (systemd.exec(5), CREDENTIALS), whose group bits are systemd's affair.
// Nor one that others may read, if it lies in memory and there are no others: Docker's and Kubernetes' secrets have the
// modes 0444 and 0644 unless told otherwise, in a file system that is mounted for one container, and an image that lists no
// user but root and us has nobody else in it. On a disk, the mode also counts for the machine around the container.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "gateway/base/regular_file.hpp"
#include "gateway/tls/user_database.hpp"

namespace gatewarden {

// What decides who may read a file, as the kernel has it.
struct FileRights {
  // Of the file that is open, so that no other can take its place between the look and the reading.
  static FileRights of(const RegularFile& file);

  uid_t owner = 0;
  gid_t group = 0;
  mode_t mode = 0;
  std::string access_list{};   // system.posix_acl_access; empty: none
  bool unknown_list = false;   // there is one, and it cannot be read
  bool is_credential = false;  // in our $CREDENTIALS_DIRECTORY
  bool in_memory = false;      // on a tmpfs
};

// As whom the gateway reads.
struct Reader {
  static Reader of_process();
  bool is_in(gid_t group) const;

  uid_t user = 0;
  std::vector<gid_t> groups{};
};

// In words ("the group staff (alice)", "everybody"); empty: nobody else may.
std::string other_readers(const FileRights& rights, const Reader& reader, const UserDatabase& users);

}  // namespace gatewarden
