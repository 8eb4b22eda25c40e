// Records the air as a btsnoop file of datalink 2001 (Linux monitor), which every Bluetooth tool opens: each advertisement
// becomes the HCI event that a controller would have sent.
#pragma once

#include <cstdint>
#include <ostream>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/bytes.hpp"

namespace gatewarden::ble {

class BtsnoopWriter {
 public:
  // Writes the header. The file outlives the writer; opened as binary. Its state tells of a full disk.
  explicit BtsnoopWriter(std::ostream& file);

  // By `unix_us`. Up to 31 bytes are a legacy report; more, or no address, are extended ones, in pieces where one event has no
  // room. Whether it is connectable has no "unknown" there: it becomes no. Without an adapter it is told of hci0.
  void write(const Advertisement& heard);

  std::uint64_t bytes() const { return bytes_; }  // written so far

 private:
  void write_legacy(const Advertisement& heard);
  void write_extended(const Advertisement& heard);
  void write_event(const Advertisement& heard, Bytes parameters);
  void put(Bytes bytes);

  std::ostream& file_;
  std::uint64_t bytes_ = 0;
};

}  // namespace gatewarden::ble
