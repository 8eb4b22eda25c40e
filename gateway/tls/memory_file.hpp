// A file in memory, on no disk, gone with its last user. For libraries that take only names of files: it has
// one below /proc, for this process alone.
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

  // Once. Only the owner may read it.
  Result<void> hold(const std::string& bytes);
  std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_ = -1;
};

}  // namespace gatewarden
