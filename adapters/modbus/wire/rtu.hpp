// Framing on a serial line: unit, PDU and checksum; nothing marks where a frame begins. So an answer is found
// by its request: unit, function and length must fit and the checksum be right. Silence ends no frame,
// because adapters and networks stretch and swallow it. Pure. Source: MODBUS over Serial Line V1.02, sections
// 2.5.1 (frame) and 6.2 (checksum).
#pragma once

#include <array>

#include "adapters/modbus/wire/framing.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kRtuOverhead = 3;                  // unit and checksum
inline constexpr std::size_t kRtuReadBytes = 5 + kRtuOverhead;  // a request for registers or bits
inline constexpr std::size_t kMaxRtuBytes = 256;

// The low byte travels first.
std::uint16_t rtu_checksum(std::span<const std::uint8_t> bytes);
// Bytes of the answer on the line; of an identification the maximum.
std::size_t rtu_answer_bytes(const Request& request);

// Whether a whole answer is at the front, with its checksum: no other protocol's bytes look so.
bool begins_rtu_answer(std::span<const std::uint8_t> bytes);

// RTU has no transaction ids. A frame of the last request's unit carries its transaction, any other the one
// before. It is the answer if function and length fit too; else the PDU parser names the fault.
//
// Resynchronises after garbage, and skips its own request echoed by a two-wire adapter.
class RtuFraming final : public Framing {
 public:
  // Bytes without a good frame between, after which the line is useless.
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
  std::size_t done_ = 0;     // bytes at the front, lent out as the last frame
  std::size_t skipped_ = 0;  // garbage since the last request
  std::size_t garbage_ = 0;  // garbage since the last good frame
  std::optional<Question> asked_;
  std::array<std::uint8_t, kMaxRequestPduBytes + kRtuOverhead> request_{};
  std::size_t request_bytes_ = 0;
  Echo echo_ = Echo::unknown;
  bool echo_due_ = false;  // not yet seen for the last request
};

}  // namespace gatewarden::modbus
