#include "adapters/modbus/wire/mbap.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {
namespace {

std::uint16_t number_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

constexpr std::size_t kFunction = kHeaderBytes;  // where it is in a frame
constexpr std::size_t kByteCount = kFunction + 1;

// The length field does not count the six bytes up to its own end.
std::size_t bytes_by_header(std::span<const std::uint8_t> bytes) { return 6u + number_at(bytes, 4); }

// By function and byte count; 0 if they do not fix it. `bytes` hold both, unless the header ends before.
std::size_t bytes_by_content(std::span<const std::uint8_t> bytes) {
  if (is_exception(bytes[kFunction])) return kHeaderBytes + 2;
  if (!reads(bytes[kFunction]) || bytes.size() <= kByteCount) return 0;
  const std::size_t values = bytes[kByteCount];
  return values >= 1 && values <= 2u * kMaxRegisters ? kByteCount + 1 + values : 0;
}

// Of the frame that `bytes` begin; more than there are if too few to tell.
std::size_t frame_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kHeaderBytes) return kHeaderBytes;
  const std::size_t said = bytes_by_header(bytes);
  if (bytes.size() <= kFunction) return kFunction + 1;
  if (is_exception(bytes[kFunction])) return kHeaderBytes + 2;
  if (bytes.size() <= kByteCount) return std::min(said, kByteCount + 1);
  const std::size_t needed = bytes_by_content(bytes);
  return needed == 0 ? said : std::min(said, needed);
}

}  // namespace

// At the front of `bytes`, as many as there are.
bool FrameReader::accept_header(std::span<const std::uint8_t> bytes) {
  const std::uint16_t length = number_at(bytes, 4);
  const bool is_modbus = number_at(bytes, 2) == 0;
  const bool is_possible = length >= kLeastLength && length <= kMaxLength;
  if (is_modbus && is_possible) return true;
  if (surplus_ > 0) {
    skipped_ = std::exchange(surplus_, 0);
  } else if (is_modbus) {
    fault_ = "a frame of impossible length";
  } else {
    fault_ = begins_rtu_answer(bytes)
                 ? "bytes of Modbus RTU: write `rtu_over_tcp` instead of `tcp` (or `framing: rtu`)"
                 : "bytes that are not Modbus TCP (protocol id not 0)";
  }
  return false;
}

Frame FrameReader::take(std::span<const std::uint8_t> frame) {
  const std::size_t said = bytes_by_header(frame), needed = bytes_by_content(frame);
  surplus_ = std::max(said, needed) - frame.size();
  used_ = 0;
  return Frame{number_at(frame, 0), frame[6], frame.subspan(kHeaderBytes)};
}

void FrameReader::skip(std::span<const std::uint8_t>& bytes) {
  const std::size_t kept = std::min(skipped_, used_);
  std::copy(partial_.begin() + static_cast<std::ptrdiff_t>(kept),
            partial_.begin() + static_cast<std::ptrdiff_t>(used_), partial_.begin());
  used_ -= kept;
  skipped_ -= kept;
  const std::size_t fresh = std::min(skipped_, bytes.size());
  bytes = bytes.subspan(fresh);
  skipped_ -= fresh;
}

std::optional<Frame> FrameReader::next(std::span<const std::uint8_t>& bytes) {
  while (!broken()) {
    if (skipped_ > 0) skip(bytes);
    if (bytes.empty()) break;
    if (used_ == 0 && bytes.size() >= kHeaderBytes) {  // the usual case: whole frames, not copied
      if (!accept_header(bytes)) continue;
      const std::size_t total = frame_bytes(bytes);
      if (bytes.size() >= total) {
        const auto frame = bytes.first(total);
        bytes = bytes.subspan(total);
        return take(frame);
      }
    }
    const std::size_t needed = frame_bytes(std::span(partial_).first(used_));
    const std::size_t taken = std::min(needed - used_, bytes.size());
    std::copy_n(bytes.begin(), taken, partial_.begin() + static_cast<std::ptrdiff_t>(used_));
    bytes = bytes.subspan(taken);
    used_ += taken;
    const auto held = std::span(partial_).first(used_);
    if (used_ == kHeaderBytes && !accept_header(held)) continue;
    if (used_ > kHeaderBytes && used_ == frame_bytes(held)) return take(held);
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
  used_ = surplus_ = skipped_ = 0;
  fault_ = nullptr;
}

}  // namespace gatewarden::modbus
