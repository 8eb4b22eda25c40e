#include "gateway/tls/memory_file.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatewarden {

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<void> MemoryFile::hold(const std::string& bytes) {
  descriptor_ = memfd_create("gatewarden", MFD_CLOEXEC);
  std::size_t written = 0;
  while (descriptor_ >= 0 && written < bytes.size()) {
    const ssize_t count = write(descriptor_, bytes.data() + written, bytes.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  if (descriptor_ >= 0 && written == bytes.size() && fchmod(descriptor_, S_IRUSR) == 0) return {};
  return Error{std::string("no file can be kept in memory: ") + std::strerror(errno)};
}

}  // namespace gatewarden
