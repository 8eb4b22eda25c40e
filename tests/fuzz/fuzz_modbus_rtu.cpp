// Any bytes may come over a serial line, cut anywhere. The first four bytes choose what is asked, whom, and
// how the rest is cut. A frame is within its bounds, is either damaged or has a right checksum, and never
// carries the present request's id with another unit's; whatever the noise was, the next request's answer is
// found.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "adapters/modbus/rtu.hpp"

using namespace gatewarden::modbus;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

constexpr std::uint16_t kTransaction = 1000;

std::vector<std::uint8_t> right_answer(std::uint8_t unit, const Range& range) {
  std::vector<std::uint8_t> answer(rtu_answer_bytes(range) - 2, 0x5A);
  answer[0] = unit;
  answer[1] = static_cast<std::uint8_t>(range.table);
  answer[2] = static_cast<std::uint8_t>(answer.size() - 3);
  const std::uint16_t checksum = rtu_checksum(answer);
  answer.push_back(static_cast<std::uint8_t>(checksum));
  answer.push_back(static_cast<std::uint8_t>(checksum >> 8));
  return answer;
}

// Whether a frame was the right answer.
bool feed(RtuFraming& framing, std::span<const std::uint8_t> bytes, std::size_t piece, std::uint8_t unit,
          const std::vector<std::uint8_t>& right) {
  bool found = false;
  while (!bytes.empty() && framing.fault().empty()) {
    auto next = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(next.size());
    while (const auto frame = framing.next(next)) {
      require(!frame->pdu.empty() && frame->pdu.size() <= kMaxPduBytes);
      require(frame->unit == unit ? frame->transaction == kTransaction
                                  : frame->transaction == kTransaction - 1);
      std::vector<std::uint8_t> whole{frame->unit};
      whole.insert(whole.end(), frame->pdu.begin(), frame->pdu.end());
      const std::uint16_t checksum = rtu_checksum(whole);
      const auto* behind = frame->pdu.data() + frame->pdu.size();
      const bool sum_fits = behind[0] == (checksum & 0xFF) && behind[1] == checksum >> 8;
      require(frame->damaged != sum_fits);
      found = found ||
              (!frame->damaged && std::equal(whole.begin(), whole.end(), right.begin(), right.end() - 2));
    }
    require(next.empty() || !framing.fault().empty());
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 4) return 0;
  const std::uint8_t unit = bytes[0];
  const Range range{static_cast<Table>(1 + bytes[1] % 4), static_cast<std::uint16_t>(bytes[2] << 8),
                    static_cast<std::uint16_t>(1 + bytes[1] / 4)};
  const std::size_t piece = 1u + bytes[3];
  const std::span<const std::uint8_t> noise(bytes + 4, size - 4);
  const auto right = right_answer(unit, range);
  RtuFraming framing;
  std::array<std::uint8_t, kMostRequestBytes> request{};
  require(framing.ask({kTransaction, unit, range}, request) == kRtuReadBytes);
  feed(framing, noise, piece, unit, right);
  // The next request clears the line: then nothing of the noise may matter.
  if (!framing.fault().empty()) framing.reset();
  require(framing.ask({kTransaction, unit, range}, request) == kRtuReadBytes);
  require(framing.leftover() == 0);
  // What was still undecided counts as noise now: it may have been the drop too many.
  if (!framing.fault().empty()) return 0;
  if (std::equal(request.begin(), request.begin() + kRtuReadBytes, right.begin(), right.end())) return 0;
  require(feed(framing, right, piece, unit, right));
  return 0;
}
