// Landlock (landlock(7)): a process gives up all files but those beneath folders it names, for good and for all threads
// it starts afterwards. By system calls: Debian 12's C library has no functions for it. Only files are confined; it
// holds no connection back.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/confine/folders.hpp"

namespace gatewarden::confine {

// The version of the kernel's interface, from 1. An error says why there is none.
Result<int> landlock_version();

// The rights to files that a version knows (LANDLOCK_ACCESS_FS_*): all are given up, and given back folder by folder. A
// kernel refuses those of a younger one.
std::uint64_t known_rights(int version);

// For the calling thread and those it starts; `folders` as resolved() gives them. After an error nothing is confined.
// A version below 3 (kernel 6.2) cannot keep a file from being cut off, below 5 (6.10) not from an ioctl.
Result<void> landlock(int version, const std::vector<Folder>& folders);

}  // namespace gatewarden::confine
