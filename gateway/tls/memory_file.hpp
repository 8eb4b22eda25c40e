// A file in memory, gone with its last user, for libraries that only take file names. Its name below
// /proc is this process's only.
#pragma once

#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

class MemoryFile {
 public:
  MemoryFile() = default;
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  // Call once. Readable by the owner only.
  Result<void> hold(const std::string& bytes);
  std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_ = -1;
};

}  // namespace gatewarden
