// The directory that holds what must outlive a restart, for one gateway at a time.
//
// Private (0700): it names every device of the site, and its control socket answers whoever can write to it.
// Held by a lock on a file in it, which the kernel releases however the process ends.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

class StateDirectory {
 public:
  // Makes the directory if need be. An error names the directory and the remedy: others may read it, it
  // belongs to someone else, or another gateway (named by its pid) holds it. An empty directory of our own is
  // made private, not refused: service managers and volumes hand it over so.
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
