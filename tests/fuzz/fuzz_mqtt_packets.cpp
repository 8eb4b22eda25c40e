// Any bytes from a broker; the first two choose version, bound and cuts. What passes the guard must not depend on
// cuts, is sound by the guard's own measure, and no longer than what came; a payload stays within its bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "gateway/mqtt/connection/http_connect.hpp"
#include "gateway/mqtt/connection/packet_ends.hpp"
#include "gateway/mqtt/connection/packet_guard.hpp"

using namespace gatewarden::mqtt;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

struct Passed {
  std::vector<std::uint8_t> bytes;
  bool sound = true;
};

Passed pass(Version version, std::size_t max_payload, Octets stream, std::size_t piece) {
  PacketGuard guard(version, max_payload);
  Passed passed;
  while (!stream.empty()) {
    const Octets next = stream.first(std::min(piece, stream.size()));
    const std::size_t before = passed.bytes.size();
    guard.pass(next, passed.bytes);
    require(passed.bytes.size() - before <= next.size() + PacketGuard::kMaxHeadBytes + 8);
    stream = stream.subspan(next.size());
  }
  passed.sound = guard.fault().empty();
  return passed;
}

// However a proxy's answer is cut, the same bytes are the broker's.
void check_proxy_answer(Octets stream, std::size_t piece) {
  ProxyAnswer whole, cut;
  std::size_t behind = whole.take(stream).size(), behind_cut = 0;
  for (std::size_t at = 0; at < stream.size(); at += piece)
    behind_cut += cut.take(stream.subspan(at, std::min(piece, stream.size() - at))).size();
  require(behind == behind_cut && whole.complete() == cut.complete() &&
          whole.status_line() == cut.status_line());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const Version version = bytes[0] & 1 ? Version::v5 : Version::v311;
  const std::size_t max_payload = bytes[0] / 2, piece = 1u + bytes[1];
  const Octets stream(bytes + 2, size - 2);
  check_proxy_answer(stream, piece);
  const Passed whole = pass(version, max_payload, stream, stream.size() + 1);
  const Passed cut = pass(version, max_payload, stream, piece);
  require(whole.bytes == cut.bytes && whole.sound == cut.sound);
  require(whole.bytes.size() <= stream.size());
  const Passed again = pass(version, max_payload + 1, whole.bytes, piece);
  require(again.bytes == whole.bytes && again.sound);
  PacketEnds ends;
  ends.follow(whole.bytes);
  return 0;
}
