// A file of lines (NDJSON), rotated by renaming between two lines: path -> path.1 -> ... -> path.K.
//
// A line is completed after any failure. Only a kill leaves a part of one, as the last of its file: the next
// start ends it, and readers skip it. Others may rename or remove the file (logrotate) or truncate it
// (copytruncate), which is noticed before every batch.
//
// In a folder that others may write to, a link is refused: they may want another file filled.
//
// New files have mode 0640 (less the umask). Directories are not created: a misspelled path would go
// unnoticed until the system's disk is full. Only one process may write to the file.
#pragma once

#include <atomic>
#include <filesystem>

#include "gateway/base/result.hpp"
#include "gateway/uplink/lines/line_target.hpp"

namespace gatewarden {

struct ReportFileSettings {
  std::filesystem::path path;  // of a regular file; in a folder of ours alone, also of a link to one
  std::uint64_t rotate_bytes = 10'000'000;  // the largest file, except for a single longer line
  unsigned keep = 5;                        // rotated files, at least 1
};

// Opened by the first write. Every failure is a Written::trouble; the next write tries again.
class ReportFile final : public LineTarget {
 public:
  explicit ReportFile(ReportFileSettings settings);
  ~ReportFile() override;
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  // Whether a file of this path could be written now, and if not, why. Makes none. May wait for its file system.
  static Result<void> usable(const std::filesystem::path& path);

  std::string name() const override { return "file " + path_.string(); }
  const std::filesystem::path& path() const { return path_; }
  // From any thread; for what is written from now on.
  void limit(std::uint64_t rotate_bytes, unsigned keep) {
    rotate_bytes_ = rotate_bytes;
    keep_ = keep;
  }
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

  const std::filesystem::path path_;
  std::atomic<std::uint64_t> rotate_bytes_;
  std::atomic<unsigned> keep_;
  std::filesystem::path real_;  // where links lead to; renamed there
  int file_ = -1;
  std::uint64_t device_ = 0, inode_ = 0;
  std::uint64_t size_ = 0;
  std::size_t begun_ = 0;  // bytes of the next line already in the file
};

}  // namespace gatewarden
