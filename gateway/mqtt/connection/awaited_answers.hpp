// Follows what an MQTT library sends: where a packet ends, and which answers it may bring. Pure.
//
// Libraries find an answer's request by its number alone. Paho takes a PUBACK that has a subscription's number for the
// subscription's, and reads as many codes as it asked for, however many came: what answers nothing, or not what was
// asked, must not reach it.
//
// Peak memory: the longest SUBSCRIBE or UNSUBSCRIBE of our own, and a few words for each request without an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/mqtt/connection/packet_cursor.hpp"
#include "gateway/mqtt/connection/packet_properties.hpp"

namespace gatewarden::mqtt {

class AwaitedAnswers {
 public:
  explicit AwaitedAnswers(bool v5) : v5_(v5) {}

  // Before the bytes leave. Sound packets, however they are cut.
  void follow(Octets sent);
  // Whether a packet may begin now.
  bool between() const { return part_ == Part::start; }

  bool greeting() const { return greeting_; }  // CONNECT was sent
  // A PUBACK, SUBACK or UNSUBACK with this number and so many codes (a PUBACK has none): its request waits no longer.
  // What is wrong with it ("the number 7, for which nothing waits"); empty: nothing.
  std::string take(PacketType answer, std::uint32_t number, std::size_t codes);

 private:
  enum class Part : std::uint8_t { start, length, content };
  using Key = std::pair<PacketType, std::uint32_t>;

  void take_start(std::uint8_t octet);
  Octets take_content(Octets bytes);
  std::size_t needed() const;
  void note();
  std::size_t filters(PacketCursor body, bool with_options) const;

  const bool v5_;
  Part part_ = Part::start;
  std::uint8_t first_ = 0;
  std::size_t left_ = 0;  // of the content
  unsigned shift_ = 0;
  std::vector<std::uint8_t> kept_;  // the beginning of the content, as far as it tells something
  bool greeting_ = false;
  std::map<Key, std::size_t> unanswered_;  // the codes that must come
};

}  // namespace gatewarden::mqtt
