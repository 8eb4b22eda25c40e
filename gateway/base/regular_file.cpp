#include "gateway/base/regular_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace gatewarden {
namespace {

Error reason(int error) {
  const std::string words = std::generic_category().message(error);
  if (error == ENOENT) return Error{"there is no such file"};
  if (error == EACCES) return Error{"this user may not (" + words + ")"};
  if (error == ENXIO) return Error{"it is a socket or a device, not a file"};
  return Error{words};
}

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder";
  if (S_ISFIFO(mode)) return "it is a pipe, not a file";
  return "it is a device, not a file";
}

std::string size_text(std::size_t bytes) {
  constexpr std::size_t kMega = 1024 * 1024;
  return bytes >= kMega ? std::to_string(bytes / kMega) + " MiB" : std::to_string(bytes) + " bytes";
}

}  // namespace

Result<RegularFile> RegularFile::open(const std::filesystem::path& path) {
  // Without O_NONBLOCK, opening a pipe would wait for its writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return reason(errno);
  struct stat status {};
  RegularFile file(descriptor, status);
  if (::fstat(descriptor, &file.status_) != 0) return reason(errno);
  if (!S_ISREG(file.status_.st_mode)) return Error{kind_of(file.status_.st_mode)};
  return file;
}

RegularFile::RegularFile(RegularFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), status_(other.status_) {}

RegularFile& RegularFile::operator=(RegularFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(status_, other.status_);
  return *this;
}

RegularFile::~RegularFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> RegularFile::read(std::size_t most) { return read_to_end(descriptor_, most); }

Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t most) {
  auto file = RegularFile::open(path);
  if (!file) return Error{file.error()};
  return file->read(most);
}

// One byte above the bound shows that there is more. The size that the file system tells is no help: it is 0 in /proc.
Result<std::string> read_to_end(int descriptor, std::size_t most) {
  std::string text;
  std::array<char, 64 * 1024> piece;
  Result<std::string> done = Error{"it has more than " + size_text(most)};
  while (text.size() <= most) {
    const std::size_t room = std::min(piece.size(), most + 1 - text.size());
    const ssize_t got = ::read(descriptor, piece.data(), room);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      done = reason(errno);
      break;
    }
    if (got == 0) {
      done = std::move(text);
      break;
    }
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::explicit_bzero(piece.data(), piece.size());  // the file may be a secret
  return done;
}

}  // namespace gatewarden
