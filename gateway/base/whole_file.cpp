#include "gateway/base/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace gatewarden {
namespace {

Error failure(const std::filesystem::path& file) {
  return Error{file.string() + ": " + std::strerror(errno)};
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> create_file(const std::filesystem::path& file, std::string_view text, mode_t mode) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (descriptor < 0) return failure(file);
  const bool written = write_all(descriptor, text);
  if (::close(descriptor) == 0 && written) return {};
  const Error error = failure(file);
  ::unlink(file.c_str());
  return error;
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view text, mode_t mode) {
  const std::filesystem::path beside = file.string() + ".new";
  ::unlink(beside.c_str());
  if (auto made = create_file(beside, text, mode); !made) return made;
  if (::rename(beside.c_str(), file.c_str()) == 0) return {};
  const Error error = failure(file);
  ::unlink(beside.c_str());
  return error;
}

}  // namespace gatewarden
