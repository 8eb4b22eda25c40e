#include "adapters/modbus/wire/mbap.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

std::uint16_t number_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

// Of the whole frame. The length field does not count the six bytes up to its own end.
std::size_t frame_bytes(std::span<const std::uint8_t> header) { return 6u + number_at(header, 4); }

Frame frame_of(std::span<const std::uint8_t> bytes) {
  return Frame{number_at(bytes, 0), bytes[6], bytes.subspan(kHeaderBytes)};
}

}  // namespace

bool FrameReader::accept_header(std::span<const std::uint8_t> header) {
  const std::uint16_t length = number_at(header, 4);
  if (number_at(header, 2) != 0) {
    fault_ = "bytes that are not Modbus TCP (protocol id not 0)";
  } else if (length < kLeastLength || length > kMaxLength) {
    fault_ = "a frame of impossible length";
  }
  return !broken();
}

std::optional<Frame> FrameReader::next(std::span<const std::uint8_t>& bytes) {
  if (broken()) return std::nullopt;
  if (used_ == 0 && bytes.size() >= kHeaderBytes) {  // the usual case: whole frames, not copied
    if (!accept_header(bytes)) return std::nullopt;
    const std::size_t total = frame_bytes(bytes);
    if (bytes.size() >= total) {
      const Frame frame = frame_of(bytes.first(total));
      bytes = bytes.subspan(total);
      return frame;
    }
  }
  while (!bytes.empty()) {
    const std::size_t needed = used_ < kHeaderBytes ? kHeaderBytes : frame_bytes(partial_);
    const std::size_t taken = std::min(needed - used_, bytes.size());
    std::copy_n(bytes.begin(), taken, partial_.begin() + static_cast<std::ptrdiff_t>(used_));
    bytes = bytes.subspan(taken);
    used_ += taken;
    if (used_ < needed) break;
    if (needed == kHeaderBytes) {
      if (!accept_header(partial_)) return std::nullopt;
    } else {
      used_ = 0;
      return frame_of(std::span(partial_).first(needed));
    }
  }
  return std::nullopt;
}

std::optional<std::uint16_t> FrameReader::transaction() const {
  if (used_ < 2) return std::nullopt;
  return number_at(partial_, 0);
}

std::size_t MbapFraming::ask(const Question& question, std::span<std::uint8_t> out) {
  static_assert(kHeaderBytes + kMaxRequestPduBytes <= kMaxRequestBytes);
  const std::size_t pdu = write_request(question.request, out.subspan(kHeaderBytes));
  out[0] = static_cast<std::uint8_t>(question.transaction >> 8);
  out[1] = static_cast<std::uint8_t>(question.transaction);
  out[2] = out[3] = out[4] = 0;  // protocol id, and the high byte of the length
  out[5] = static_cast<std::uint8_t>(1 + pdu);
  out[6] = question.unit;
  return kHeaderBytes + pdu;
}

void FrameReader::reset() {
  used_ = 0;
  fault_ = nullptr;
}

}  // namespace gatewarden::modbus
