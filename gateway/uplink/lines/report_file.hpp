// A file of lines (NDJSON) that is rotated: path -> path.1 -> ... -> path.K, by renaming, between two lines.
//
// A line is written whole, whatever fails in between, unless the process is killed within it: then it is the
// last of its file, the next start ends it, and readers skip that one only. Others may rename or remove the
// file (logrotate) or truncate it (copytruncate): noticed before every batch.
//
// A new file has mode 0640 (less the umask). Directories are not made: a misspelled path on the system's disk
// would only show when that disk is full. One process writes to it.
#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"
#include "gateway/uplink/lines/line_target.hpp"

namespace gatewarden {

struct ReportFileSettings {
  std::filesystem::path path;               // of a regular file, or of a link to one
  std::uint64_t rotate_bytes = 10'000'000;  // no file grows beyond, but for a single longer line
  unsigned keep = 5;                        // rotated files, at least 1
};

// Opened by the first write; every failure is a Written::trouble, and the next write tries anew.
class ReportFile final : public LineTarget {
 public:
  explicit ReportFile(ReportFileSettings settings);
  ~ReportFile() override;
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  std::string name() const override { return "file " + settings_.path.string(); }
  Written write(std::string_view lines) override;

 private:
  Result<void> ready();
  Result<void> open();
  Result<void> adopt();
  Result<void> rotate();
  bool full_for(std::string_view line) const;
  std::size_t append(std::string_view lines, Result<void>& done);
  Error trouble(const char* what, int code) const;
  void close();

  const ReportFileSettings settings_;
  std::filesystem::path real_;  // where links lead to: there it is renamed
  int file_ = -1;
  std::uint64_t device_ = 0, inode_ = 0;
  std::uint64_t size_ = 0;
  std::size_t begun_ = 0;  // bytes of the next line that are in the file already
};

}  // namespace gatewarden
