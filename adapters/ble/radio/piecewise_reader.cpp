#include "adapters/ble/radio/piecewise_reader.hpp"

#include <algorithm>
#include <string>

#include "adapters/ble/air/btsnoop.hpp"

namespace gatewarden::ble {

// A stream buffer reads from bytes that it does not call constant.
void PiecewiseReader::Window::show(Bytes bytes) {
  char* const begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));  // NOLINT
  setg(begin, begin, begin + bytes.size());
}

Result<std::size_t> PiecewiseReader::take(Bytes bytes, const HciReports::Sink& sink) {
  const auto same = std::mismatch(btsnoop::kMagic.begin(), btsnoop::kMagic.end(), bytes.begin(), bytes.end());
  const bool may_begin = same.first == btsnoop::kMagic.end() || same.second == bytes.end();
  std::size_t whole = btsnoop::kHeader;
  if (begun_) {
    if (bytes.size() < btsnoop::kRecordHead) return std::size_t{0};
    whole = btsnoop::kRecordHead + big(bytes, 4, 4);
    if (whole > btsnoop::kRecordHead + BtsnoopReader::kMaxRecord) whole = btsnoop::kRecordHead;
  }
  if (bytes.size() < whole && (begun_ || may_begin)) return std::size_t{0};
  window_.show(bytes.first(std::min(whole, bytes.size())));
  if (!begun_) {
    if (const auto head = reader_.read_header(); !head) return Error{"it " + head.error()};
    begun_ = true;
  } else if (!reader_.read_record(sink)) {
    return Error{"behind " + std::to_string(records()) + " records it " + reader_.damage()};
  }
  return whole;
}

std::optional<std::int64_t> PiecewiseReader::next_time_us(Bytes bytes) const {
  if (!begun_ || bytes.size() < btsnoop::kRecordHead) return std::nullopt;
  return static_cast<std::int64_t>(big(bytes, 16, 8) - btsnoop::kEpoch);
}

}  // namespace gatewarden::ble
