#include "gateway/config/load/disk_files.hpp"

#include <glob.h>
#include <unistd.h>

#include <cerrno>

#include "gateway/base/regular_file.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

Result<std::string> read_file(const std::filesystem::path& path) {
  auto text = read_regular_file(path, ReadBounds{}.bytes);
  if (!text) return Error{"cannot be read: " + text.error()};
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
