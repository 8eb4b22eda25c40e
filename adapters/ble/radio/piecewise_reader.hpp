// A btsnoop file that comes in pieces: one record is read once it is whole. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <streambuf>

#include "adapters/ble/air/btsnoop_reader.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

class PiecewiseReader {
 public:
  PiecewiseReader() = default;
  PiecewiseReader(const PiecewiseReader&) = delete;  // its reader has its stream
  PiecewiseReader& operator=(const PiecewiseReader&) = delete;

  // Takes what `bytes` begin with: the file's head first, then one record a call. How many that were; 0: it is not whole yet.
  // An error, without the file's name, is the end.
  Result<std::size_t> take(Bytes bytes, const HciReports::Sink& sink);
  // When the record was made that `bytes` begin with, in microseconds since 1970; nullopt: it is not whole.
  std::optional<std::int64_t> next_time_us(Bytes bytes) const;

  std::uint64_t records() const { return reader_.records(); }
  std::uint64_t cut() const { return reader_.cut() + reader_.broken(); }

 private:
  struct Window final : std::streambuf {
    void show(Bytes bytes);
  };

  Window window_;
  std::istream stream_{&window_};
  BtsnoopReader reader_{stream_};
  bool begun_ = false;
};

}  // namespace gatewarden::ble
