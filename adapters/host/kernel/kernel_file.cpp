#include "adapters/host/kernel/kernel_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatewarden::host {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kSmallFile = 64 * 1024;

class File {
 public:
  explicit File(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return fd_ >= 0; }
  ssize_t read_some(char* into, std::size_t size) const {
    while (true) {
      const ssize_t got = ::read(fd_, into, size);
      if (got >= 0 || errno != EINTR) return got;
    }
  }

 private:
  int fd_;
};

}  // namespace

Error unreadable(const std::string& path, int error) {
  return Error{"cannot read " + path + ": " + std::strerror(error)};
}

Result<void> each_line(const std::string& path, std::size_t bound,
                       const std::function<bool(std::string_view)>& take) {
  const File file(path);
  if (!file.is_open()) return unreadable(path, errno);
  std::string block;
  std::size_t all = 0;
  while (true) {
    const std::size_t kept = block.size();
    block.resize(kept + kBlock);
    const ssize_t got = file.read_some(block.data() + kept, kBlock);
    if (got < 0) return unreadable(path, errno);
    block.resize(kept + static_cast<std::size_t>(got));
    all += static_cast<std::size_t>(got);
    if (all > bound) return Error{path + " is longer than " + std::to_string(bound >> 20) + " MiB"};
    std::size_t from = 0;
    for (std::size_t end = block.find('\n'); end != std::string::npos; end = block.find('\n', from)) {
      if (!take(std::string_view(block).substr(from, end - from)))
        return Error{path + " has a line of an unknown form"};
      from = end + 1;
    }
    block.erase(0, from);
    if (got > 0) continue;
    if (!block.empty()) return Error{path + " ends within a line"};
    return {};
  }
}

Result<std::string> whole(const std::string& path) {
  const File file(path);
  if (!file.is_open()) return unreadable(path, errno);
  std::string text(kSmallFile, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = file.read_some(text.data() + size, text.size() - size);
    if (got < 0) return unreadable(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

}  // namespace gatewarden::host
