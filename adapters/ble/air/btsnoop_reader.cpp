#include "adapters/ble/air/btsnoop_reader.hpp"

#include <algorithm>
#include <string>

#include "adapters/ble/air/btsnoop.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint8_t kH4Event = 4;
constexpr std::uint32_t kReceived = 1, kNoData = 2;  // flags of 1001: and not sent, and command or event

}  // namespace

bool BtsnoopReader::fill(std::size_t bytes) {
  record_.resize(bytes);
  file_.read(reinterpret_cast<char*>(record_.data()), static_cast<std::streamsize>(bytes));
  return static_cast<std::size_t>(file_.gcount()) == bytes;
}

Result<void> BtsnoopReader::read_header() {
  if (!fill(btsnoop::kHeader) || !std::equal(btsnoop::kMagic.begin(), btsnoop::kMagic.end(), record_.begin()))
    return Error{"is no btsnoop file; `btmon -w FILE` and Android's HCI log write one"};
  const auto version = big(record_, 8, 4);
  datalink_ = static_cast<std::uint32_t>(big(record_, 12, 4));
  if (version != btsnoop::kVersion)
    return Error{"is a btsnoop file of version " + std::to_string(version) + ", known is 1"};
  if (datalink_ != btsnoop::bare_hci && datalink_ != btsnoop::h4 && datalink_ != btsnoop::monitor)
    return Error{"is a btsnoop file of datalink " + std::to_string(datalink_) +
                 "; known are 1001 (HCI), 1002 (HCI UART) and 2001 (Linux monitor)"};
  return {};
}

bool BtsnoopReader::read_record(const HciReports::Sink& sink) {
  if (!fill(btsnoop::kRecordHead)) {
    if (file_.gcount() > 0) damage_ = "ends within a record";
    return false;
  }
  const auto original = big(record_, 0, 4), included = big(record_, 4, 4);
  const auto flags = static_cast<std::uint32_t>(big(record_, 8, 4));
  unix_us_ = static_cast<std::int64_t>(big(record_, 16, 8) - btsnoop::kEpoch);
  if (included > kMaxRecord) {
    damage_ = "has a record of more than 64 KiB, so the rest is none";
    return false;
  }
  if (!fill(included)) {
    damage_ = "ends within a record";
    return false;
  }
  ++records_;
  if (included < original) {
    ++cut_;
    return true;
  }
  std::uint16_t adapter = btsnoop::kNoAdapter;
  const Bytes event = event_of(flags, adapter);
  if (!event.empty() && !reports_.read(event, adapter, unix_us_, sink)) ++broken_;
  return true;
}

Bytes BtsnoopReader::event_of(std::uint32_t flags, std::uint16_t& adapter) const {
  const Bytes record(record_);
  if (record.empty()) return {};
  if (datalink_ == btsnoop::h4) return record[0] == kH4Event ? record.subspan(1) : Bytes{};
  if (datalink_ == btsnoop::bare_hci) return (flags & 3) == (kReceived | kNoData) ? record : Bytes{};
  adapter = static_cast<std::uint16_t>(flags >> 16);
  return (flags & 0xFFFF) == btsnoop::kMonitorEvent ? record : Bytes{};
}

}  // namespace gatewarden::ble
