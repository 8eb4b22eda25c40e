// A recording on a disk, read in pieces from its beginning, also while it is being written. Where another file has come to
// its path, or it became shorter, that is a new recording. May wait for the file system: on the loop's behalf by an errand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/regular_file.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

class RecordingFile {
 public:
  struct Piece {
    std::string bytes;    // empty: nothing more yet
    bool begins = false;  // a new recording: what was kept of another is void
  };

  explicit RecordingFile(std::string path) : path_(std::move(path)) {}

  // At most `most` bytes. An error is a reason without the path.
  Result<Piece> read(std::size_t most);

 private:
  bool replaced() const;
  Result<std::string> read_on(std::size_t most);

  std::string path_;
  std::optional<RegularFile> file_;
  std::uint64_t at_ = 0;
};

}  // namespace gatewarden::ble
