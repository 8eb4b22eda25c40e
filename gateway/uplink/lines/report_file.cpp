#include "gateway/uplink/lines/report_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace gatewarden {
namespace {

std::string folder_of(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  return folder.empty() ? "." : folder.string();
}

std::string numbered(const std::filesystem::path& file, unsigned number) {
  return file.string() + "." + std::to_string(number);
}

std::string reason_and_remedy(const std::filesystem::path& file, int code) {
  std::string reason = std::strerror(code);
  switch (code) {
    case ENOENT:
      return "its directory is not there; make it: mkdir -p " + folder_of(file);
    case EACCES:
    case EPERM:
      return reason + "; let the gateway's user write to the file and to " + folder_of(file);
    case ENOSPC:
    case EDQUOT:
      return reason + "; make room, or let the file rotate at fewer bytes and keep fewer";
    case EFBIG:
      return reason + "; raise the limit on file sizes, or let the file rotate at fewer bytes";
    case EROFS:
      return reason + "; name a file on a disk that can be written";
    case EBUSY:
      return reason + "; should the file alone be mounted into a container, mount its directory instead";
    case ENOTDIR:
      return "a part of its path is not a directory; name another";
    case EISDIR:
      return "it is a directory; name a file in it";
    default:
      return reason;
  }
}

}  // namespace

ReportFile::ReportFile(ReportFileSettings settings) : settings_(std::move(settings)) {}
ReportFile::~ReportFile() { close(); }

LineTarget::Written ReportFile::write(std::string_view lines) {
  Written written;
  Result<void> done = ready();
  while (done && written.bytes < lines.size()) {
    const std::string_view rest = lines.substr(written.bytes);
    if (full_for(whole_lines(rest, 0))) {
      done = rotate();
      if (done) ++written.rotations;
    } else {
      const std::uint64_t used = std::min(size_ - begun_, settings_.rotate_bytes);
      written.bytes += append(whole_lines(rest, settings_.rotate_bytes - used), done);
    }
  }
  if (!done) written.trouble = done.error();
  return written;
}

bool ReportFile::full_for(std::string_view line) const {
  return begun_ == 0 && size_ > 0 && size_ + line.size() > settings_.rotate_bytes;
}

// Returns the bytes of whole lines; sets `done` on an error.
std::size_t ReportFile::append(std::string_view lines, Result<void>& done) {
  while (begun_ < lines.size()) {
    const ssize_t taken = ::write(file_, lines.data() + begun_, lines.size() - begun_);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) {
      done = trouble("written", errno);
      break;
    }
    begun_ += static_cast<std::size_t>(taken);
    size_ += static_cast<std::uint64_t>(taken);
  }
  const std::size_t whole = lines.substr(0, begun_).rfind('\n') + 1;  // none: npos + 1 is 0
  begun_ -= whole;
  return whole;
}

// The open file must be the one at the path: others may have renamed, removed or truncated it.
Result<void> ReportFile::ready() {
  if (file_ < 0) return open();
  struct stat named {};
  if (::stat(settings_.path.c_str(), &named) != 0 || named.st_dev != device_ || named.st_ino != inode_) {
    return open();
  }
  const auto size = static_cast<std::uint64_t>(named.st_size);
  if (size < size_) begun_ = 0;
  size_ = size;
  return {};
}

Result<void> ReportFile::open() {
  close();
  // Must not block on a pipe; readable, for the last byte.
  constexpr int kHow = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  file_ = ::open(settings_.path.c_str(), kHow, 0640);
  if (file_ < 0) return trouble("opened", errno);
  auto adopted = adopt();
  if (!adopted) close();
  return adopted;
}

Result<void> ReportFile::adopt() {
  struct stat opened {};
  if (::fstat(file_, &opened) != 0) return trouble("opened", errno);
  if (!S_ISREG(opened.st_mode)) {
    return Error{name() + " cannot be used: it is not a regular file; name one, or use standard output"};
  }
  std::error_code unresolved;
  real_ = std::filesystem::canonical(settings_.path, unresolved);
  if (unresolved) real_ = settings_.path;
  device_ = opened.st_dev;
  inode_ = opened.st_ino;
  size_ = static_cast<std::uint64_t>(opened.st_size);
  begun_ = 0;
  char last = '\n';
  if (size_ > 0 && ::pread(file_, &last, 1, opened.st_size - 1) < 0) return trouble("read", errno);
  if (last == '\n') return {};
  if (::write(file_, "\n", 1) != 1) return trouble("written", errno);
  ++size_;
  return {};
}

// The oldest first, so that an interruption loses none. A failed rotation stops the writing:
// the file would fill the disk.
Result<void> ReportFile::rotate() {
  for (unsigned number = std::max(settings_.keep, 1U); number > 0; --number) {
    const std::string from = number > 1 ? numbered(real_, number - 1) : real_.string();
    const bool renamed = std::rename(from.c_str(), numbered(real_, number).c_str()) == 0;
    if (!renamed && errno != ENOENT) return trouble("rotated", errno);
  }
  return open();
}

Error ReportFile::trouble(const char* what, int code) const {
  return {name() + " cannot be " + what + ": " + reason_and_remedy(settings_.path, code)};
}

void ReportFile::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

}  // namespace gatewarden
