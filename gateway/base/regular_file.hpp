// A file of this machine, opened for reading. Whatever lies at its path, opening and reading wait for nobody and take
// no more than a bound: a named pipe, a device, a socket and a folder are refused unread. Only a file system that does
// not answer (NFS, FUSE) can still hold the caller up: on the loop's behalf read on a thread (Errands).
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

class RegularFile {
 public:
  // Links are followed. Errors here and below are reasons without the path: "there is no such file".
  static Result<RegularFile> open(const std::filesystem::path& path);
  RegularFile(RegularFile&& other) noexcept;
  RegularFile& operator=(RegularFile&& other) noexcept;
  ~RegularFile();

  // All of it, or an error if it has more than `most` bytes. Once.
  Result<std::string> read(std::size_t most);
  // Of what was opened, whatever has come to its path since.
  const struct stat& status() const { return status_; }
  int descriptor() const { return descriptor_; }

 private:
  RegularFile(int descriptor, const struct stat& status) : descriptor_(descriptor), status_(status) {}

  int descriptor_;
  struct stat status_;
};

Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t most);

// All that comes from a descriptor of the caller, which may wait (standard input), or an error above `most` bytes.
Result<std::string> read_to_end(int descriptor, std::size_t most);

}  // namespace gatewarden
