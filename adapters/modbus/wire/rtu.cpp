#include "adapters/modbus/wire/rtu.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

constexpr std::size_t kExceptionBytes = 5;  // unit, function, code, checksum
constexpr std::uint16_t kPolynomial = 0xA001;

constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    unsigned value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1u) ? (value >> 1) ^ kPolynomial : value >> 1;
    table[byte] = static_cast<std::uint16_t>(value);
  }
  return table;
}
constexpr auto kTable = make_table();

bool checksum_fits(std::span<const std::uint8_t> frame) { return rtu_checksum(frame) == 0; }

// Bytes of the answer that `bytes` begins; more than there are if too few to tell; 0 if it begins none.
std::size_t frame_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return 2;
  const std::uint8_t function = bytes[1];
  if (is_exception(function)) return kExceptionBytes;
  if (function == kIdentificationFunction) {
    const std::size_t pdu = identification_pdu_bytes(bytes.subspan(1));
    return pdu == 0 ? 0 : pdu + kRtuOverhead;
  }
  if (!reads(function)) return 0;
  if (bytes.size() < 3) return 3;
  const std::size_t values = bytes[2];
  const bool whole_registers = is_bits(static_cast<Table>(function)) || values % 2 == 0;
  return values >= 1 && values <= 2u * kMaxRegisters && whole_registers ? 2 + values + kRtuOverhead : 0;
}

}  // namespace

// The checksum of a frame with its checksum is 0.
std::uint16_t rtu_checksum(std::span<const std::uint8_t> bytes) {
  std::uint16_t value = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    value = static_cast<std::uint16_t>((value >> 8) ^ kTable[(value ^ byte) & 0xFFu]);
  }
  return value;
}

std::size_t rtu_answer_bytes(const Request& request) {
  const auto* range = std::get_if<Range>(&request);
  return range ? answer_pdu_bytes(*range) + kRtuOverhead : kMaxRtuBytes;
}

bool begins_rtu_answer(std::span<const std::uint8_t> bytes) {
  const std::size_t needed = frame_bytes(bytes);
  return needed > 0 && needed <= bytes.size() && checksum_fits(bytes.first(needed));
}

std::size_t RtuFraming::ask(const Question& question, std::span<std::uint8_t> out) {
  static_assert(std::tuple_size_v<decltype(request_)> <= kMaxRequestBytes);
  drop(done_);
  skip(used_);  // anything before cannot be its answer
  skipped_ = 0;
  asked_ = question;
  echo_due_ = true;
  request_[0] = question.unit;
  const std::size_t checked = 1 + write_request(question.request, std::span(request_).subspan(1));
  const std::uint16_t checksum = rtu_checksum(std::span(request_).first(checked));
  request_[checked] = static_cast<std::uint8_t>(checksum);
  request_[checked + 1] = static_cast<std::uint8_t>(checksum >> 8);
  request_bytes_ = checked + 2;
  std::copy_n(request_.begin(), request_bytes_, out.begin());
  return request_bytes_;
}

std::optional<Frame> RtuFraming::next(std::span<const std::uint8_t>& bytes) {
  drop(done_);
  while (true) {
    if (!fault().empty()) return std::nullopt;
    const std::size_t taken = std::min(bytes.size(), buffer_.size() - used_);
    std::copy_n(bytes.begin(), taken, buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += taken;
    bytes = bytes.subspan(taken);
    if (const auto frame = find()) return frame;
    if (bytes.empty()) return std::nullopt;
  }
}

// From the front. Garbage may look like the start of a long frame; the pending answer is last on the line
// and is then found at the end.
std::optional<Frame> RtuFraming::find() {
  if (skip_echo()) return std::nullopt;
  while (used_ > 0) {
    const std::size_t needed = frame_bytes(view());
    if (needed > used_) return find_at_end();
    if (needed > 0) {
      const auto frame = view().first(needed);
      if (checksum_fits(frame)) return accept(needed, false);
      if (fits(frame)) return accept(needed, true);
    }
    skip(1);
    if (skip_echo()) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Frame> RtuFraming::find_at_end() {
  if (!asked_) return std::nullopt;
  for (const std::size_t bytes : {rtu_answer_bytes(asked_->request), kExceptionBytes}) {
    if (used_ < bytes) continue;
    const auto tail = view().last(bytes);
    if (!fits(tail) || !checksum_fits(tail)) continue;
    skip(used_ - bytes);
    return accept(bytes, false);
  }
  return std::nullopt;
}

// Judges unit, function and length, not the checksum.
bool RtuFraming::fits(std::span<const std::uint8_t> frame) const {
  if (!asked_ || frame[0] != asked_->unit) return false;
  const std::uint8_t function = function_of(asked_->request);
  if (frame.size() == kExceptionBytes && frame[1] == (function | kExceptionFlag)) return true;
  return frame[1] == function && is_answer(frame);
}

bool RtuFraming::is_answer(std::span<const std::uint8_t> frame) const {
  if (std::holds_alternative<Range>(asked_->request)) {
    return frame.size() == rtu_answer_bytes(asked_->request) && frame[2] + 2u + kRtuOverhead == frame.size();
  }
  return identification_pdu_bytes(frame.subspan(1, frame.size() - kRtuOverhead)) + kRtuOverhead ==
         frame.size();
}

bool RtuFraming::is_request(std::span<const std::uint8_t> bytes) const {
  return std::equal(bytes.begin(), bytes.end(), request_.begin());
}

// True if the front is part of the echo and the rest must be awaited. Skips a whole echo. A few answers
// (17 to 24 bits) can look like their request: then the line's habit decides, or while unknown the
// reading that invents no values.
bool RtuFraming::skip_echo() {
  if (!asked_ || !echo_due_ || used_ == 0 || echo_ == Echo::no) return false;
  if (!is_request(view().first(std::min(used_, request_bytes_)))) return false;
  if (used_ < request_bytes_) {
    const bool answer_of_its_own = frame_bytes(view()) == used_ && checksum_fits(view());
    return !answer_of_its_own;
  }
  if (frame_bytes(view()) != request_bytes_) echo_ = Echo::yes;
  echo_due_ = false;
  drop(request_bytes_);
  return false;
}

Frame RtuFraming::accept(std::size_t bytes, bool damaged) {
  const auto frame = view().first(bytes);
  Frame found;
  found.unit = frame[0];
  found.pdu = frame.subspan(1, bytes - kRtuOverhead);
  found.damaged = damaged;
  if (asked_) {
    const bool another = found.unit != asked_->unit;  // late: its request was the one before (framing.hpp)
    found.transaction = static_cast<std::uint16_t>(asked_->transaction - (another ? 1 : 0));
    if (!another && !damaged && echo_due_ && echo_ == Echo::unknown) echo_ = Echo::no;
  }
  done_ = damaged ? 1 : bytes;  // the right answer may begin inside
  garbage_ = damaged ? garbage_ + 1 : 0;
  return found;
}

std::string_view RtuFraming::fault() const {
  return garbage_ > kMaxGarbage
             ? "bytes that are not Modbus RTU: check baud, parity, stop_bits and the wiring"
             : std::string_view();
}

void RtuFraming::drop(std::size_t bytes) {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(bytes),
            buffer_.begin() + static_cast<std::ptrdiff_t>(used_), buffer_.begin());
  used_ -= bytes;
  done_ = 0;
}

void RtuFraming::skip(std::size_t bytes) {
  drop(bytes);
  skipped_ += bytes;
  garbage_ += bytes;
}

void RtuFraming::reset() { *this = RtuFraming(); }

}  // namespace gatewarden::modbus
