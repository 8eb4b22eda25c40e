#include "adapters/host/kernel/kernel_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "gateway/base/regular_file.hpp"

namespace gatewarden::host {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kSmallFile = 64 * 1024;

ssize_t read_some(const RegularFile& file, char* into, std::size_t size) {
  while (true) {
    const ssize_t got = ::read(file.descriptor(), into, size);
    if (got >= 0 || errno != EINTR) return got;
  }
}

}  // namespace

Error unreadable(const std::string& path, const std::string& why) {
  return Error{"cannot read " + path + ": " + why};
}
Error unreadable(const std::string& path, int error) { return unreadable(path, std::strerror(error)); }

Result<void> each_line(const std::string& path, std::size_t bound,
                       const std::function<bool(std::string_view)>& take) {
  const auto file = RegularFile::open(path);
  if (!file) return unreadable(path, file.error());
  std::string block;
  std::size_t all = 0;
  while (true) {
    const std::size_t kept = block.size();
    if (kept > kBlock) return Error{path + " has a line of more than 64 KiB"};
    block.resize(kept + kBlock);
    const ssize_t got = read_some(*file, block.data() + kept, kBlock);
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
  const auto file = RegularFile::open(path);
  if (!file) return unreadable(path, file.error());
  std::string text(kSmallFile, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read_some(*file, text.data() + size, text.size() - size);
    if (got < 0) return unreadable(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

}  // namespace gatewarden::host
