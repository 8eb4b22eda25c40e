// Any bytes over a serial line, cut anywhere. The first four choose request, unit (registers, bits, or with
// 255 as the third the identification) and cuts. Frames are within bounds, damaged or with a correct
// checksum, and never carry the request's id with another unit's; after any noise the next answer is found.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "adapters/modbus/wire/rtu.hpp"

using namespace gatewarden::modbus;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

constexpr std::uint16_t kTransaction = 1000;

Request request_of(std::span<const std::uint8_t> chosen) {
  if (chosen[2] == 0xFF) {
    return ReadIdentification{static_cast<std::uint8_t>(1 + chosen[1] % 4),
                              static_cast<std::uint8_t>(chosen[1] / 4)};
  }
  return Range{static_cast<Table>(1 + chosen[1] % 4), static_cast<std::uint16_t>(chosen[2] << 8),
               static_cast<std::uint16_t>(1 + chosen[1] / 4)};
}

std::vector<std::uint8_t> right_answer(std::uint8_t unit, const Request& request) {
  std::vector<std::uint8_t> answer{unit, function_of(request)};
  if (const auto* range = std::get_if<Range>(&request)) {
    answer.resize(rtu_answer_bytes(*range) - 2, 0x5A);
    answer[2] = static_cast<std::uint8_t>(answer.size() - 3);
  } else {
    const auto& who = std::get<ReadIdentification>(request);
    const std::size_t length = 3u * who.object;  // of its second text, at most 189
    answer.insert(answer.end(), {14, who.category, 0x82, 0, 0, 2, 0, 4, 'A', 'C', 'M', 'E', 1,
                                 static_cast<std::uint8_t>(length)});
    answer.insert(answer.end(), length, 'x');
  }
  const std::uint16_t checksum = rtu_checksum(answer);
  answer.push_back(static_cast<std::uint8_t>(checksum));
  answer.push_back(static_cast<std::uint8_t>(checksum >> 8));
  return answer;
}

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
  const Request wish = request_of({bytes, 4});
  const std::size_t piece = 1u + bytes[3];
  const std::span<const std::uint8_t> noise(bytes + 4, size - 4);
  const auto right = right_answer(unit, wish);
  const std::size_t asked = std::holds_alternative<Range>(wish) ? kRtuReadBytes : kRtuReadBytes - 1;
  RtuFraming framing;
  std::array<std::uint8_t, kMaxRequestBytes> request{};
  require(framing.ask({kTransaction, unit, wish}, request) == asked);
  feed(framing, noise, piece, unit, right);
  // The next request clears the line: no noise may matter then.
  if (!framing.fault().empty()) framing.reset();
  require(framing.ask({kTransaction, unit, wish}, request) == asked);
  require(framing.leftover() == 0);
  // Undecided bytes now count as noise, which may be too much.
  if (!framing.fault().empty()) return 0;
  if (std::equal(request.begin(), request.begin() + asked, right.begin(), right.end())) return 0;
  require(feed(framing, right, piece, unit, right));
  return 0;
}
