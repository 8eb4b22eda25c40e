#include "gateway/store/state_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "gateway/base/earliest_believable.hpp"
#include "gateway/store/lock_text.hpp"

namespace gatewarden {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";
constexpr const char* kDatabaseName = "state.db";
constexpr const char* kSocketName = "control.sock";

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

// A folder with files, but without ours: somebody's own, such as /var/log. Its mode and owner are not ours to change.
bool somebody_elses(const fs::path& path) {
  std::error_code error;
  if (fs::is_empty(path, error) || error) return false;
  return !fs::exists(path / kLockName, error) && !fs::exists(path / kDatabaseName, error);
}

Result<void> keep_private(const fs::path& path) {
  struct stat seen {};
  if (::stat(path.c_str(), &seen) != 0) return trouble(path, "cannot be read (" + reason(errno) + ")");
  if (!S_ISDIR(seen.st_mode)) return trouble(path, "is not a directory: choose another state_directory");
  const bool ours = seen.st_uid == ::geteuid(), open = (seen.st_mode & 077) != 0;
  if (ours && !open) return {};
  if (somebody_elses(path)) {
    return trouble(path, "holds other files, and is not a state directory: name one of its own, such as " +
                             (path / "gatewarden").string());
  }
  if (!ours) {
    return trouble(path, "belongs to user id " + std::to_string(seen.st_uid) + ", the gateway runs as " +
                             std::to_string(::geteuid()) + ": chown it, or choose another state_directory");
  }
  std::error_code error;
  errno = 0;
  if (fs::is_empty(path, error) && !error && ::chmod(path.c_str(), 0700) == 0) return {};
  if (errno == EROFS) return {};  // empty, and nothing will be written
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", seen.st_mode & 07777U);
  return trouble(path, std::string("is open to others (mode ") + mode + "): chmod 0700 " + path.string());
}

// Whether a gateway was here before: whatever is left of its files.
bool used_before(const fs::path& path) {
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name == kLockName || name == kSocketName || name.rfind(kDatabaseName, 0) == 0) return true;
  }
  return false;
}

LockText read_lock(int lock) {
  char text[kMaxLockText + 1];
  const auto length = ::pread(lock, text, sizeof text, 0);
  return parse_lock(std::string_view(text, length < 0 ? 0 : static_cast<std::size_t>(length)));
}

bool write_lock(int lock, const LockText& wanted) {
  const std::string text = to_text(wanted);
  return ::pwrite(lock, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
         ::ftruncate(lock, static_cast<off_t>(text.size())) == 0 && ::fdatasync(lock) == 0;
}

// A new file of the directory survives a power cut.
void keep_names(const fs::path& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

// The file, and whether its disk is read-only: then there may be none (-1).
Result<std::pair<int, bool>> open_lock(const fs::path& path) {
  const fs::path file = path / kLockName;
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock >= 0) return std::pair(lock, false);
  if (errno != EROFS) return trouble(path, "the lock file cannot be opened (" + reason(errno) + ")");
  return std::pair(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW), true);
}

// Opens the file anew each time: its disk may have been read-only at the start.
class CeilingKeeper {
 public:
  CeilingKeeper(fs::path file, bool locked, WallTime at) : file_(std::move(file)), locked_(locked), at_(at) {}

  bool operator()(KeptCeiling ceiling) {
    // By a clock that is not set, the time since would be decades.
    if (ceiling.at >= kEarliestBelievable) at_ = ceiling.at;
    if (!locked_ || ::access(file_.c_str(), F_OK) != 0) lock_new();
    if (!locked_) return false;
    const int file = ::open(file_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return false;
    const bool kept = write_lock(file, {std::to_string(::getpid()), KeptCeiling{ceiling.ids, at_}});
    ::close(file);
    return kept;
  }

 private:
  // There was none until now: another gateway may be as fast.
  void lock_new() {
    const int made = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made < 0) return;
    made_ = std::shared_ptr<void>(nullptr, [made](void*) { ::close(made); });
    locked_ = ::flock(made, LOCK_EX | LOCK_NB) == 0;
    if (locked_) keep_names(file_.parent_path());
  }

  fs::path file_;
  bool locked_;
  WallTime at_;                 // the newest that can be believed
  std::shared_ptr<void> made_;  // holds the flock of a new file
};

}  // namespace

Result<StateDirectory> StateDirectory::open(const fs::path& path) {
  if (path.empty()) return Error{"state directory: the path is empty: choose one in gateway.state_directory"};
  if (auto made = make(path); !made) return Error{made.error()};
  if (auto kept = keep_private(path); !kept) return Error{kept.error()};

  const bool used = used_before(path);
  const auto opened = open_lock(path);
  if (!opened) return Error{opened.error()};
  StateDirectory directory(path, opened->first);
  directory.read_only_ = opened->second;
  if (!used) directory.known_ = KeptCeiling{};
  if (directory.lock_ < 0) return directory;
  if (::flock(directory.lock_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return trouble(path, "cannot be locked (" + reason(errno) + ")");
    const std::string pid = read_lock(directory.lock_).holder;
    const std::string holder = pid.empty() ? "another gateway" : "another gateway (pid " + pid + ")";
    return trouble(path, "is in use by " + holder + ": stop it, or choose another state_directory");
  }
  if (used) directory.known_ = read_lock(directory.lock_).ceiling;
  // The lock is what counts, the pid helps the operator: a full disk must not stop us here.
  if (!directory.read_only_) {
    (void)write_lock(directory.lock_, {std::to_string(::getpid()), directory.known_});
    keep_names(path);
  }
  return directory;
}

std::function<bool(KeptCeiling)> StateDirectory::ceiling_keeper() const {
  return CeilingKeeper(path_ / kLockName, lock_ >= 0, known_ ? known_->at : WallTime{});
}

StateDirectory::StateDirectory(StateDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      read_only_(other.read_only_),
      known_(other.known_) {}

StateDirectory& StateDirectory::operator=(StateDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  std::swap(read_only_, other.read_only_);
  std::swap(known_, other.known_);
  return *this;
}

StateDirectory::~StateDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace gatewarden
