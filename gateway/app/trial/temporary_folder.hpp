// A folder of its own, removed however the process ends. A child process waits for that end and removes it: this one may
// have left itself no right to, and may be killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden::app {

class TemporaryFolder {
 public:
  // Below $TMPDIR or /tmp, readable by its owner alone. Before any thread starts.
  static Result<TemporaryFolder> make(const std::string& name);
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();  // waits until it is gone

  const std::filesystem::path& path() const { return path_; }

 private:
  TemporaryFolder(std::filesystem::path path, int alive, pid_t remover)
      : path_(std::move(path)), alive_(alive), remover_(remover) {}

  std::filesystem::path path_;
  int alive_ = -1;  // the end of a pipe: its closing tells the remover
  pid_t remover_ = -1;
};

}  // namespace gatewarden::app
