// Any bytes from a broker; the first two choose version, bound and cuts. What passes the guard must not depend on
// cuts, is sound by the guard's own measure, and no longer than what came; a payload stays within its bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "gateway/mqtt/connection/awaited_answers.hpp"
#include "gateway/mqtt/connection/http_connect.hpp"
#include "gateway/mqtt/connection/packet_guard.hpp"

using namespace gatewarden::mqtt;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

// A greeting, and with the numbers 1 to 9 a publish, a subscription of one filter and the end of one each.
std::vector<std::uint8_t> requests(Version version) {
  std::vector<std::uint8_t> sent{0x10, 0x00};
  const auto add = [&](std::initializer_list<std::uint8_t> bytes) { sent.insert(sent.end(), bytes); };
  for (std::uint8_t number = 1; number < 10; ++number) {
    add({0x32, 0x05, 0x00, 0x01, 't', 0x00, number});
    if (version == Version::v5) {
      add({0x82, 0x07, 0x00, number, 0x00, 0x00, 0x01, 'a', 0x01, 0xA2, 0x06, 0x00, number, 0x00, 0x00, 0x01,
           'a'});
    } else {
      add({0x82, 0x06, 0x00, number, 0x00, 0x01, 'a', 0x01, 0xA2, 0x05, 0x00, number, 0x00, 0x01, 'a'});
    }
  }
  return sent;
}

struct Passed {
  std::vector<std::uint8_t> bytes;
  bool sound = true;
};

Passed pass(Version version, std::size_t max_payload, Octets stream, std::size_t piece) {
  PacketGuard guard(version, max_payload);
  guard.sent(requests(version));
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
  AwaitedAnswers awaited(version == Version::v5);
  awaited.follow(stream);
  return 0;
}
