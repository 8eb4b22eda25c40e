// What must outlive a restart, for one gateway at a time.
//
// Beside the database it keeps the ceiling of report ids a second time, in the lock file. On a read-only disk it is used
// as it is: the store then goes on in memory.
//
// Private (0700): it names every device, and its control socket answers whoever can write to it. A file lock
// holds it; the kernel releases it however the process ends.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/store/ceiling_copy.hpp"

namespace gatewarden {

class StateDirectory {
 public:
  // Makes the directory if needed. An error names directory and remedy: others may
  // read it, another user owns it or another gateway (its pid is named) holds it. Our
  // own empty directory is made private: service managers and volumes provide it open.
  static Result<StateDirectory> open(const std::filesystem::path& path);

  StateDirectory(StateDirectory&& other) noexcept;
  StateDirectory& operator=(StateDirectory&& other) noexcept;
  ~StateDirectory();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "state.db"; }
  bool read_only() const { return read_only_; }
  // As found: CeilingCopy::known.
  const std::optional<KeptCeiling>& known_ceiling() const { return known_; }
  // Keeps one on the disk; for any thread, one at a time. False: it could not. Needs this object no longer. A time by a
  // clock that is not set is replaced by the last one. It makes and holds the lock if there was none.
  std::function<bool(KeptCeiling)> ceiling_keeper() const;

 private:
  StateDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_ = -1;  // the descriptor that carries the flock; -1: a read-only disk without the file
  bool read_only_ = false;
  std::optional<KeptCeiling> known_;
};

}  // namespace gatewarden
