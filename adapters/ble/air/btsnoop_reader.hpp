// Recorded air: btsnoop files as `btmon -w` and Android write them, read record by record. Of a file that is still being
// written, what is whole counts.
// Source: BlueZ, src/shared/btsnoop.{h,c}. All numbers of header and records are big endian, whatever is inside is not.
#pragma once

#include <cstdint>
#include <istream>
#include <vector>

#include "adapters/ble/air/hci_reports.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

class BtsnoopReader {
 public:
  // Longer than this no record is: then it is no btsnoop file any more, and ends there.
  static constexpr std::size_t kMaxRecord = 64 * 1024;

  // The file outlives the reader; opened as binary.
  explicit BtsnoopReader(std::istream& file) : file_(file) {}

  // First of all. The error says what is wrong, as a datalink that is none of 1001 (HCI), 1002 (H4) and 2001 (Linux).
  Result<void> read_header();
  // Reads one record and hands on the advertisements it tells, with `unix_us` by the recording and `at` not set. False: the
  // file has ended; then `damage` says whether it ended well.
  bool read_record(const HciReports::Sink& sink);

  std::uint64_t records() const { return records_; }
  std::uint64_t cut() const { return cut_; }  // records of which only a part was kept: passed over
  std::uint64_t broken() const {
    return broken_;
  }  // events that end too early; what was whole in them counts
  std::int64_t unix_us() const { return unix_us_; }  // of the last record
  const char* damage() const { return damage_; }     // "" or what ended the reading too early

 private:
  // The event that a record holds, or nothing.
  Bytes event_of(std::uint32_t flags, std::uint16_t& adapter) const;
  bool fill(std::size_t bytes);

  std::istream& file_;
  std::vector<std::uint8_t> record_;
  HciReports reports_;
  std::uint32_t datalink_ = 0;
  std::uint64_t records_ = 0, cut_ = 0, broken_ = 0;
  std::int64_t unix_us_ = 0;
  const char* damage_ = "";
};

}  // namespace gatewarden::ble
