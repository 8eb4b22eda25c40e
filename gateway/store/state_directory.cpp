#include "gateway/store/state_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace gatewarden {
namespace {

namespace fs = std::filesystem;

Error trouble(const fs::path& path, const std::string& what) {
  return Error{"state directory " + path.string() + ": " + what};
}

std::string reason(int number) { return std::strerror(number); }

Result<void> make(const fs::path& path) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (!error && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    error.assign(errno, std::generic_category());
  if (!error) return {};
  return trouble(path, "cannot be made (" + error.message() +
                           "): make it for this user, or choose another state_directory");
}

Result<void> keep_private(const fs::path& path) {
  struct stat seen {};
  if (::stat(path.c_str(), &seen) != 0) return trouble(path, "cannot be read (" + reason(errno) + ")");
  if (!S_ISDIR(seen.st_mode)) return trouble(path, "is not a directory: choose another state_directory");
  if (seen.st_uid != ::geteuid()) {
    return trouble(path, "belongs to user id " + std::to_string(seen.st_uid) + ", the gateway runs as " +
                             std::to_string(::geteuid()) + ": chown it, or choose another state_directory");
  }
  if ((seen.st_mode & 077) == 0) return {};
  std::error_code error;
  if (fs::is_empty(path, error) && !error && ::chmod(path.c_str(), 0700) == 0) return {};
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", seen.st_mode & 07777U);
  return trouble(path, std::string("is open to others (mode ") + mode + "): chmod 0700 " + path.string());
}

std::string holder(int lock) {
  char text[24] = {};
  const auto length = ::pread(lock, text, sizeof text - 1, 0);
  std::string pid;
  for (ssize_t i = 0; i < length && text[i] >= '0' && text[i] <= '9'; ++i) pid += text[i];
  return pid.empty() ? "another gateway" : "another gateway (pid " + pid + ")";
}

}  // namespace

Result<StateDirectory> StateDirectory::open(const fs::path& path) {
  if (path.empty()) return Error{"state directory: the path is empty: choose one in gateway.state_directory"};
  if (auto made = make(path); !made) return Error{made.error()};
  if (auto kept = keep_private(path); !kept) return Error{kept.error()};

  const fs::path file = path / "lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return trouble(path, "the lock file cannot be opened (" + reason(errno) + ")");
  StateDirectory directory(path, lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return trouble(path, "cannot be locked (" + reason(errno) + ")");
    return trouble(path, "is in use by " + holder(lock) + ": stop it, or choose another state_directory");
  }
  // The lock is what counts, the pid helps the operator: a full disk must not stop us here.
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock, 0) == 0 && ::pwrite(lock, pid.data(), pid.size(), 0) < 0) errno = 0;
  return directory;
}

StateDirectory::StateDirectory(StateDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

StateDirectory& StateDirectory::operator=(StateDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

StateDirectory::~StateDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace gatewarden
