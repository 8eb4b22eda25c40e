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
    case ELOOP:
      return "it is a link, and others may write to " + folder_of(file) +
             "; name what it leads to, or a file in a folder that only the gateway's user may write to";
    case EISDIR:
      return "it is a directory; name a file in it";
    default:
      return reason;
  }
}

// Must not block on a pipe; readable, for the last byte.
constexpr int kHow = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

// Whether nobody but us (and root) can put a link there.
bool ours_alone(const std::string& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && (status.st_uid == ::geteuid() || status.st_uid == 0) &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

int link_rule(const std::filesystem::path& file) { return ours_alone(folder_of(file)) ? 0 : O_NOFOLLOW; }

Error refusal(const std::filesystem::path& file, const char* what, int code) {
  return {"file " + file.string() + " cannot be " + what + ": " + reason_and_remedy(file, code)};
}

Error no_file(const std::filesystem::path& file) {
  return {"file " + file.string() +
          " cannot be used: it is not a regular file; name one, or use standard output"};
}

}  // namespace

ReportFile::ReportFile(ReportFileSettings settings)
    : path_(std::move(settings.path)), rotate_bytes_(settings.rotate_bytes), keep_(settings.keep) {}
ReportFile::~ReportFile() { close(); }

Result<void> ReportFile::usable(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), kHow | link_rule(path));
  if (file < 0 && errno != ENOENT) return refusal(path, "opened", errno);
  if (file < 0) {
    const bool makeable = ::faccessat(AT_FDCWD, folder_of(path).c_str(), W_OK | X_OK, AT_EACCESS) == 0;
    return makeable ? Result<void>() : refusal(path, "opened", errno);
  }
  struct stat opened {};
  const bool regular = ::fstat(file, &opened) == 0 && S_ISREG(opened.st_mode);
  ::close(file);
  return regular ? Result<void>() : no_file(path);
}

LineTarget::Written ReportFile::write(std::string_view lines) {
  Written written;
  Result<void> done = ready();
  while (done && written.bytes < lines.size()) {
    const std::string_view rest = lines.substr(written.bytes);
    if (full_for(whole_lines(rest, 0))) {
      done = rotate();
      if (done) ++written.rotations;
    } else {
      const std::uint64_t most = rotate_bytes_;
      const std::uint64_t used = std::min(size_ - begun_, most);
      written.bytes += append(whole_lines(rest, most - used), done);
    }
  }
  if (!done) written.trouble = done.error();
  return written;
}

bool ReportFile::full_for(std::string_view line) const {
  return begun_ == 0 && size_ > 0 && size_ + line.size() > rotate_bytes_;
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
  if (::stat(path_.c_str(), &named) != 0 || named.st_dev != device_ || named.st_ino != inode_) {
    return open();
  }
  const auto size = static_cast<std::uint64_t>(named.st_size);
  if (size < size_) begun_ = 0;
  size_ = size;
  return {};
}

Result<void> ReportFile::open() {
  close();
  file_ = ::open(path_.c_str(), kHow | O_CREAT | link_rule(path_), 0640);
  if (file_ < 0) return trouble("opened", errno);
  auto adopted = adopt();
  if (!adopted) close();
  return adopted;
}

Result<void> ReportFile::adopt() {
  struct stat opened {};
  if (::fstat(file_, &opened) != 0) return trouble("opened", errno);
  if (!S_ISREG(opened.st_mode)) return no_file(path_);
  std::error_code unresolved;
  real_ = std::filesystem::canonical(path_, unresolved);
  if (unresolved) real_ = path_;
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
  for (unsigned number = std::max(keep_.load(), 1U); number > 0; --number) {
    const std::string from = number > 1 ? numbered(real_, number - 1) : real_.string();
    const bool renamed = std::rename(from.c_str(), numbered(real_, number).c_str()) == 0;
    if (!renamed && errno != ENOENT) return trouble("rotated", errno);
  }
  return open();
}

Error ReportFile::trouble(const char* what, int code) const { return refusal(path_, what, code); }

void ReportFile::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

}  // namespace gatewarden
