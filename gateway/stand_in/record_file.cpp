#include "gateway/stand_in/record_file.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace gatewarden {

std::optional<std::ofstream> open_record(const std::string& path) {
  constexpr int kHow = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  const int made = ::open(path.c_str(), kHow, 0640);
  if (made < 0) return std::nullopt;
  ::close(made);
  std::ofstream file(path, std::ios::app);
  if (!file) return std::nullopt;
  return file;
}

}  // namespace gatewarden
