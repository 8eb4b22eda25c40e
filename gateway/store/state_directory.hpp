// What must outlive a restart, for one gateway at a time.
//
// Private (0700): it names every device, and its control socket answers whoever can write to it. A file lock
// holds it; the kernel releases it however the process ends.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

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

 private:
  StateDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_ = -1;  // the descriptor that carries the flock
};

}  // namespace gatewarden
