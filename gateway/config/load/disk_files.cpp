#include "gateway/config/load/disk_files.hpp"

#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "gateway/base/regular_file.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
  auto text = read_regular_file(path, ReadBounds{}.bytes);
  if (!text) return Error{"cannot be read: " + text.error()};
  return text;
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// What `part`, a name or a pattern of names, fits in a folder. Each name that is looked at costs one of `room`.
void add_fitting(const fs::path& folder, const fs::path& part, std::vector<fs::path>& found,
                 std::size_t& room) {
  std::error_code error;
  room -= std::min<std::size_t>(room, 1);
  if (!has_wildcard(part.native())) {
    const fs::path whole = folder / part;
    if (fs::exists(fs::symlink_status(whole, error))) found.push_back(whole);
    return;
  }
  fs::directory_iterator each(folder.empty() ? "." : folder, error);
  for (; room > 0 && !error && each != fs::directory_iterator(); each.increment(error)) {
    const fs::path name = each->path().filename();
    if (::fnmatch(part.c_str(), name.c_str(), FNM_PERIOD) == 0) found.push_back(folder / name);
    --room;
  }
}

// Not glob(3), which looks through as many folders as a pattern fits: /*/*/* is half the disk.
std::vector<fs::path> match_pattern(const fs::path& pattern, std::size_t& room) {
  if (!has_wildcard(pattern.native())) return {pattern};
  std::vector<fs::path> found{pattern.root_path()};
  for (const fs::path& part : pattern.relative_path()) {
    std::vector<fs::path> folders;
    folders.swap(found);
    for (const fs::path& folder : folders) add_fitting(folder, part, found, room);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Files disk_files() {
  // One that may not be looked at may be there.
  const auto exists = [](const fs::path& path) {
    return ::access(path.c_str(), F_OK) == 0 || errno != ENOENT;
  };
  return Files{read_file, match_pattern, exists};
}

}  // namespace gatewarden::config
