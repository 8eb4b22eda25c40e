// Framing on a serial line: unit, PDU and checksum, and nothing that says where a frame begins. The way back
// therefore leans on what was asked: unit, function and length must fit and the checksum must be right;
// silence alone ends nothing, because adapters and networks stretch and swallow it. Pure. Source: MODBUS over
// Serial Line V1.02, sections 2.5.1 (frame) and 6.2 (checksum).
#pragma once

#include <array>

#include "adapters/modbus/wire/framing.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kRtuOverhead = 3;  // the unit before and the checksum behind the PDU
inline constexpr std::size_t kRtuReadBytes = 5 + kRtuOverhead;  // of a request for registers or bits
inline constexpr std::size_t kMaxRtuBytes = 256;

// The low byte travels first.
std::uint16_t rtu_checksum(std::span<const std::uint8_t> bytes);
// What the answer to a request takes on the line; of an identification: the most it may take.
std::size_t rtu_answer_bytes(const Request& request);

// RTU has no transaction ids. An answer is the one waited for when its unit, function and length are those of
// the last request; then it carries that request's transaction. A frame of the same unit that fits otherwise
// carries it too (the parser of the PDU says what is wrong with it), one of another unit an earlier one's.
//
// Finds its way again after garbage, and passes over the own request where a two-wire adapter echoes it.
class RtuFraming final : public Framing {
 public:
  // Garbage in a row, without a single good frame, after which the line is not worth listening to.
  static constexpr std::size_t kMaxGarbage = 4096;

  std::size_t ask(const Question& question, std::span<std::uint8_t> out) override;
  std::optional<Frame> next(std::span<const std::uint8_t>& bytes) override;
  std::string_view fault() const override;
  std::size_t leftover() const override { return used_ - done_ + skipped_; }
  std::size_t overhead() const override { return kRtuOverhead; }
  std::optional<std::uint16_t> unfinished() const override { return std::nullopt; }
  void reset() override;

 private:
  enum class Echo : std::uint8_t { unknown, yes, no };
  std::span<const std::uint8_t> view() const { return std::span(buffer_).first(used_); }
  std::optional<Frame> find();
  std::optional<Frame> find_at_end();
  bool fits(std::span<const std::uint8_t> frame) const;
  bool skip_echo();
  bool is_answer(std::span<const std::uint8_t> frame) const;
  bool is_request(std::span<const std::uint8_t> bytes) const;
  Frame accept(std::size_t bytes, bool damaged);
  void drop(std::size_t bytes);
  void skip(std::size_t bytes);

  std::array<std::uint8_t, 2 * kMaxRtuBytes> buffer_{};
  std::size_t used_ = 0;
  std::size_t done_ = 0;     // bytes at the front that the last frame lent out
  std::size_t skipped_ = 0;  // garbage since the last request
  std::size_t garbage_ = 0;  // garbage since the last good frame
  std::optional<Question> asked_;
  std::array<std::uint8_t, kMaxRequestPduBytes + kRtuOverhead> request_{};
  std::size_t request_bytes_ = 0;
  Echo echo_ = Echo::unknown;  // whether this line echoes
  bool echo_due_ = false;      // not seen yet for the last request
};

}  // namespace gatewarden::modbus
