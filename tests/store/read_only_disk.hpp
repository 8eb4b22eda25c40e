// A directory whose disk is read-only, for a child process. Needs the right to mount.
#pragma once

#include <sched.h>
#include <sys/mount.h>

#include <filesystem>

namespace gatewarden::test {

// In a mount namespace of its own, with the directory's disk read-only. 77: that cannot be had here.
template <class Act>
int on_read_only_disk(const std::filesystem::path& path, const Act& act) {
  const bool mounted =
      ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      ::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
      ::mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
  return mounted ? act() : 77;
}

// Within `act`.
inline bool make_writable(const std::filesystem::path& path) {
  return ::mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | MS_BIND, nullptr) == 0;
}

}  // namespace gatewarden::test
