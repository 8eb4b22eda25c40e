#include "adapters/ble/radio/recording_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace gatewarden::ble {

Result<RecordingFile::Piece> RecordingFile::read(std::size_t most) {
  Piece piece;
  if (file_) {
    auto bytes = read_on(most);
    if (!bytes) return Error{bytes.error()};
    piece.bytes = std::move(*bytes);
    if (!piece.bytes.empty() || !replaced()) return piece;
  }
  auto opened = RegularFile::open(path_);
  if (!opened) return Error{opened.error()};
  file_.emplace(std::move(*opened));
  at_ = 0;
  auto bytes = read_on(most);
  if (!bytes) return Error{bytes.error()};
  return Piece{std::move(*bytes), true};
}

// Asked at the end of the file. One that was removed is still read on: a new one may come to its path.
bool RecordingFile::replaced() const {
  struct stat now {};
  if (::stat(path_.c_str(), &now) != 0) return false;
  const struct stat& then = file_->status();
  return now.st_ino != then.st_ino || now.st_dev != then.st_dev ||
         static_cast<std::uint64_t>(now.st_size) < at_;
}

Result<std::string> RecordingFile::read_on(std::size_t most) {
  std::string bytes(most, '\0');
  ssize_t got = -1;
  do {
    got = ::pread(file_->descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(at_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return Error{std::generic_category().message(errno)};
  bytes.resize(static_cast<std::size_t>(got));
  at_ += bytes.size();
  return bytes;
}

}  // namespace gatewarden::ble
