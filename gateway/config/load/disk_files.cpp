#include "gateway/config/load/disk_files.hpp"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

Error cannot(int error) {
  const std::string reason = std::generic_category().message(error);
  if (error == ENOENT) return Error{"cannot be read: there is no such file"};
  if (error == EACCES) return Error{"cannot be read: this user may not (" + reason + ")"};
  return Error{"cannot be read: " + reason};
}

// One byte above the bound shows that a file is too large.
Result<std::string> read_all(int descriptor) {
  const std::size_t most = ReadBounds{}.bytes + 1;
  std::string text;
  std::array<char, 64 * 1024> buffer;
  while (text.size() < most) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot(errno);
    if (got == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

Result<std::string> read_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot(errno);
  struct stat status {};
  Result<std::string> text = Error{"cannot be read: it is a folder"};
  if (::fstat(descriptor, &status) == 0 && !S_ISDIR(status.st_mode)) text = read_all(descriptor);
  ::close(descriptor);
  return text;
}

std::vector<std::filesystem::path> match_pattern(const std::filesystem::path& pattern) {
  if (pattern.string().find_first_of("*?") == std::string::npos) return {pattern};
  std::vector<std::filesystem::path> found;
  glob_t matches{};
  if (::glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
    for (std::size_t i = 0; i < matches.gl_pathc; ++i) found.emplace_back(matches.gl_pathv[i]);
  }
  ::globfree(&matches);
  return found;
}

}  // namespace

Files disk_files() {
  // One that may not be looked at may be there.
  const auto exists = [](const std::filesystem::path& path) {
    return ::access(path.c_str(), F_OK) == 0 || errno != ENOENT;
  };
  return Files{read_file, match_pattern, exists};
}

}  // namespace gatewarden::config
