// libmosquitto behind the guard: whatever a broker sends, the library neither asserts nor keeps what it was not given.
// The first byte chooses the version.
#include <mosquitto.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "gateway/mqtt/connection/packet_guard.hpp"
#include "gateway/mqtt/mosquitto_library.hpp"

using namespace gatewarden::mqtt;

namespace {

constexpr std::size_t kMaxPayload = 256;

MosquittoLibrary::Events indifferent() {
  MosquittoLibrary::Events events;
  events.connected = [](const ConnAck&) {};
  events.refused = [](std::uint8_t) {};
  events.hung_up = [](std::uint8_t) {};
  events.message = [](const Message& message) {
    if (message.payload.size() > kMaxPayload + 1 || message.topic.empty()) std::abort();
  };
  events.published = [](int, std::uint8_t) {};
  events.subscribed = [](int, const std::vector<std::uint8_t>&) {};
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const int ready = mosquitto_lib_init();
  if (size < 1 || ready != MOSQ_ERR_SUCCESS) return 0;
  Target target;
  target.version = bytes[0] & 1 ? Version::v5 : Version::v311;
  target.client_id = "gw";
  target.max_payload = kMaxPayload;
  auto library = MosquittoLibrary::make(target, indifferent());
  if (!library) std::abort();
  // A machine that is held up may miss the patience of a connection with itself once, but not thrice in a row.
  static int misses = 0;
  misses = (*library)->connect(target) ? 0 : misses + 1;
  if (misses > 0) return misses < 3 ? 0 : (std::abort(), 0);
  PacketGuard guard(target.version, target.max_payload);
  std::array<std::uint8_t, 4096> out{};
  const auto send = [&] {
    (*library)->write();
    while (const std::size_t count = (*library)->take(out)) guard.sent(Octets(out).first(count));
  };
  send();
  int number = 0;
  (*library)->subscribe(number, {"a", "b"}, 1);
  (*library)->publish(number, "t", "x", 1, false);
  (*library)->unsubscribe({"a"});
  send();
  std::vector<std::uint8_t> passed;
  guard.pass({bytes + 1, size - 1}, passed);
  for (Octets left(passed); !left.empty();) {
    left = left.subspan((*library)->give(left));
    while ((*library)->has_unread()) {
      if ((*library)->read() != MOSQ_ERR_SUCCESS || (*library)->over()) return 0;
    }
    send();
  }
  return 0;
}
