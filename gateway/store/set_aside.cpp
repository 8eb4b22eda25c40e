#include "gateway/store/set_aside.hpp"

#include <algorithm>
#include <ctime>
#include <vector>

namespace gatewarden {
namespace {

namespace fs = std::filesystem;

// Sorts by age: 20260401T120000.123456789Z.
std::string time_stamp() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  char text[32], fraction[16];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &parts);
  std::snprintf(fraction, sizeof fraction, ".%09ldZ", now.tv_nsec);
  return std::string(text) + fraction;
}

void drop_oldest(const fs::path& file, const std::string& marker) {
  std::vector<fs::path> kept;
  std::error_code error;
  for (fs::directory_iterator it(file.parent_path(), error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.rfind(marker, 0) == 0 && name.size() > 4 && name.substr(name.size() - 4) != "-wal")
      kept.push_back(it->path());
  }
  std::sort(kept.begin(), kept.end());
  for (std::size_t i = 0; i + kMaxSetAside < kept.size(); ++i) {
    fs::remove(kept[i], error);
    fs::remove(kept[i].string() + "-wal", error);
  }
}

}  // namespace

Result<std::string> set_aside(const fs::path& file) {
  const std::string marker = file.filename().string() + ".corrupt-";
  const fs::path target = file.parent_path() / (marker + time_stamp());
  std::error_code error;
  fs::rename(file, target, error);
  if (error) return Error{file.string() + ": damaged, and cannot be moved aside (" + error.message() + ")"};
  std::error_code ignored;  // there may be no side files; an old log must not meet the new file
  fs::rename(file.string() + "-wal", target.string() + "-wal", ignored);
  fs::remove(file.string() + "-wal", ignored);
  fs::remove(file.string() + "-shm", ignored);
  drop_oldest(file, marker);
  return target.string();
}

}  // namespace gatewarden
