#include "adapters/ble/air/hci_reports.hpp"

#include <algorithm>

namespace gatewarden::ble {
namespace {

constexpr std::uint8_t kLeMeta = 0x3E, kLegacy = 0x02, kExtended = 0x0D;
constexpr std::uint8_t kAnonymous = 0xFF;
constexpr std::size_t kLegacyHead = 9, kExtendedHead = 24, kMostOfLegacy = 31;
constexpr std::int8_t kNotTold = 127;
constexpr std::int64_t kMaxAgeUs = 2'000'000;
enum Status : unsigned { complete, more_follows, cut };

std::optional<std::int8_t> told(std::uint8_t byte) {
  const auto value = static_cast<std::int8_t>(byte);
  return value == kNotTold ? std::nullopt : std::optional(value);
}

// 0 public, 1 random; 2 and 3 the same, resolved by the controller. False: a kind that nobody knows.
bool set_address(std::uint8_t type, const std::uint8_t* least_first, HciReport& report) {
  report.resolved = type == 2 || type == 3;
  report.heard.address = type == kAnonymous ? Address{} : Address::from_air(least_first, type % 2 == 1);
  return type <= 3 || type == kAnonymous;
}

}  // namespace

bool HciReports::read(Bytes event, std::uint16_t adapter, std::int64_t unix_us, const Sink& sink) {
  if (event.size() < 2) return false;
  if (event[0] != kLeMeta) return true;
  const std::size_t length = event[1];
  const Bytes parameters = event.subspan(2, std::min(length, event.size() - 2));
  if (parameters.empty()) return length == 0;
  HciReport report;
  report.heard.adapter = adapter;
  report.heard.unix_us = unix_us;
  bool whole = true;
  if (parameters[0] == kLegacy) whole = read_legacy(parameters.subspan(1), report, sink);
  if (parameters[0] == kExtended) whole = read_extended(parameters.subspan(1), report, sink);
  return whole && parameters.size() == length;
}

bool HciReports::read_legacy(Bytes reports, HciReport& report, const Sink& sink) {
  if (reports.empty()) return false;
  std::size_t left = reports[0];
  for (reports = reports.subspan(1); left > 0; --left) {
    if (reports.size() < kLegacyHead) return false;
    const std::uint8_t type = reports[0];
    const std::size_t length = reports[8];
    if (reports.size() < kLegacyHead + length + 1) return false;
    const bool sound = set_address(reports[1], &reports[2], report) && type <= 4 && length <= kMostOfLegacy;
    report.heard.payload = reports.subspan(kLegacyHead, length);
    report.heard.rssi = told(reports[kLegacyHead + length]);
    report.scan_response = type == 4;
    // ADV_IND, ADV_DIRECT_IND, ADV_SCAN_IND, ADV_NONCONN_IND; a scan response does not say.
    report.heard.connectable = report.scan_response ? std::nullopt : std::optional(type <= 1);
    report.scannable = type == 0 || type == 2;
    if (sound) sink(report);
    reports = reports.subspan(kLegacyHead + length + 1);
  }
  return true;
}

bool HciReports::read_extended(Bytes reports, HciReport& report, const Sink& sink) {
  if (reports.empty()) return false;
  std::size_t left = reports[0];
  for (reports = reports.subspan(1); left > 0; --left) {
    if (reports.size() < kExtendedHead) return false;
    const auto type = static_cast<unsigned>(little(reports, 0, 2));
    const std::size_t length = reports[23];
    if (reports.size() < kExtendedHead + length) return false;
    const bool sound = set_address(reports[2], &reports[3], report);
    report.scan_response = (type & 0x08) != 0;
    report.heard.connectable = report.scan_response ? std::nullopt : std::optional((type & 0x01) != 0);
    report.scannable = !report.scan_response && (type & 0x02) != 0;
    report.legacy = (type & 0x10) != 0;
    report.primary_phy = reports[9];
    report.secondary_phy = reports[10];
    report.sid = reports[11];
    report.tx_power = told(reports[12]);
    report.heard.rssi = told(reports[13]);
    if (sound) take_piece(report, reports.subspan(kExtendedHead, length), type >> 5 & 3, sink);
    reports = reports.subspan(kExtendedHead + length);
  }
  return true;
}

void HciReports::take_piece(HciReport& report, Bytes data, unsigned status, const Sink& sink) {
  Half* half = report.legacy ? nullptr : half_of(report);
  if (half == nullptr && (status != more_follows || report.legacy)) {
    report.heard.payload = data;
    report.truncated = status == cut;
    return sink(report);
  }
  if (half == nullptr) {
    half = &free_half(report.heard.unix_us);
    half->address = report.heard.address;
    half->adapter = report.heard.adapter;
    half->sid = report.sid;
    half->begun_us = report.heard.unix_us;
    half->size = 0;
    half->cut = false;
  }
  const std::size_t fits = std::min(data.size(), half->payload.size() - half->size);
  std::copy_n(data.begin(), fits, half->payload.begin() + static_cast<std::ptrdiff_t>(half->size));
  half->size += fits;
  half->cut = half->cut || fits < data.size();
  if (status == more_follows) return;
  report.heard.payload = Bytes(half->payload).first(half->size);
  report.truncated = half->cut || status == cut;
  half->size = 0;
  sink(report);
}

HciReports::Half* HciReports::half_of(const HciReport& report) {
  for (Half& half : halves_) {
    if (half.size == 0 || half.sid != report.sid || half.adapter != report.heard.adapter ||
        half.address != report.heard.address)
      continue;
    // A clock that jumped makes it old, too.
    const std::uint64_t age =
        static_cast<std::uint64_t>(report.heard.unix_us) - static_cast<std::uint64_t>(half.begun_us);
    if (age <= kMaxAgeUs) return &half;
    half.size = 0;
    ++dropped_;
  }
  return nullptr;
}

HciReports::Half& HciReports::free_half(std::int64_t now_us) {
  Half* oldest = &halves_[0];
  for (Half& half : halves_) {
    if (half.size == 0) return half;
    if (half.begun_us < oldest->begun_us || half.begun_us > now_us) oldest = &half;
  }
  ++dropped_;
  return *oldest;
}

}  // namespace gatewarden::ble
