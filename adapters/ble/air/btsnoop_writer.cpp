#include "adapters/ble/air/btsnoop_writer.hpp"

#include <algorithm>
#include <array>

#include "adapters/ble/air/btsnoop.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::size_t kMostOfLegacy = 31, kMostOfPiece = 229;
constexpr std::uint8_t kLeMeta = 0x3E, kLegacy = 0x02, kExtended = 0x0D, kAnonymous = 0xFF;
constexpr std::uint8_t kConnectableScannable = 0, kNotConnectable = 3;  // ADV_IND, ADV_NONCONN_IND
constexpr std::uint8_t kMoreFollows = 1 << 5;
constexpr std::int8_t kNotTold = 127;

// Bytes of one event or head, put one after the other.
class Line {
 public:
  Line& byte(unsigned value) {
    bytes_[size_++] = static_cast<std::uint8_t>(value);
    return *this;
  }
  Line& big(std::uint64_t value, std::size_t width) {
    while (width-- > 0) byte(static_cast<unsigned>(value >> 8 * width & 0xFF));
    return *this;
  }
  Line& zeros(std::size_t count) { return big(0, count); }
  Line& address(const Address& address) {
    for (std::size_t i = address.bytes.size(); i-- > 0;) byte(address.bytes[i]);
    return *this;
  }
  Line& add(Bytes bytes) {
    for (const std::uint8_t one : bytes) byte(one);
    return *this;
  }
  Bytes bytes() const { return Bytes(bytes_).first(size_); }

 private:
  std::array<std::uint8_t, 256> bytes_;
  std::size_t size_ = 0;
};

unsigned rssi_of(const Advertisement& heard) {
  return static_cast<std::uint8_t>(heard.rssi.value_or(kNotTold));
}

}  // namespace

BtsnoopWriter::BtsnoopWriter(std::ostream& file) : file_(file) {
  put(btsnoop::kMagic);
  put(Line().big(btsnoop::kVersion, 4).big(btsnoop::monitor, 4).bytes());
}

void BtsnoopWriter::write(const Advertisement& heard) {
  if (heard.payload.size() <= kMostOfLegacy && heard.address.known()) return write_legacy(heard);
  write_extended(heard);
}

void BtsnoopWriter::write_legacy(const Advertisement& heard) {
  Line line;
  line.byte(kLegacy).byte(1).byte(heard.connectable.value_or(false) ? kConnectableScannable
                                                                    : kNotConnectable);
  line.byte(heard.address.random ? 1 : 0).address(heard.address);
  line.byte(static_cast<unsigned>(heard.payload.size())).add(heard.payload).byte(rssi_of(heard));
  write_event(heard, line.bytes());
}

void BtsnoopWriter::write_extended(const Advertisement& heard) {
  const std::uint8_t address_type = heard.address.known() ? (heard.address.random ? 1 : 0) : kAnonymous;
  Bytes rest = heard.payload.first(std::min(heard.payload.size(), kMaxPayload));
  do {
    const Bytes piece = rest.first(std::min(rest.size(), kMostOfPiece));
    rest = rest.subspan(piece.size());
    Line line;
    line.byte(kExtended).byte(1);
    line.byte((heard.connectable.value_or(false) ? 1 : 0) | (rest.empty() ? 0 : kMoreFollows)).byte(0);
    line.byte(address_type).address(heard.address);
    line.byte(1).byte(1).byte(0).byte(kNotTold).byte(rssi_of(heard));  // both PHYs 1M, set 0
    line.zeros(2).zeros(7);  // no periodic advertising, directed to nobody
    line.byte(static_cast<unsigned>(piece.size())).add(piece);
    write_event(heard, line.bytes());
  } while (!rest.empty());
}

void BtsnoopWriter::write_event(const Advertisement& heard, Bytes parameters) {
  const std::uint64_t length = 2 + parameters.size();
  const unsigned adapter = heard.adapter == btsnoop::kNoAdapter ? 0 : heard.adapter;
  Line head;
  head.big(length, 4).big(length, 4).big(adapter, 2).big(btsnoop::kMonitorEvent, 2).zeros(4);
  head.big(static_cast<std::uint64_t>(heard.unix_us) + btsnoop::kEpoch, 8);
  put(head.byte(kLeMeta).byte(static_cast<unsigned>(parameters.size())).bytes());
  put(parameters);
}

void BtsnoopWriter::put(Bytes bytes) {
  file_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes_ += bytes.size();
}

}  // namespace gatewarden::ble
