// Stands between a broker and the library that reads its packets: passes on what MQTT allows a server to send, in
// packets of bounded size, before a library sees or allocates a byte of it. Pure.
//
// Peak memory: kMaxHeadBytes, whatever comes. A publish's payload streams through; what is longer than the bound is
// cut one byte behind it, so that one publisher cannot cost the link. Its properties are looked at and left out: no
// Session tells them. Everything else that is malformed, misplaced or unknown ends the stream (rules: OASIS MQTT
// 3.1.1 and 5.0), and so does what answers no request of ours (awaited_answers.hpp). QoS 2 is never asked for, so it is
// refused: libraries keep such publishes until a release.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/mqtt/connection/awaited_answers.hpp"
#include "gateway/mqtt/connection/packet_cursor.hpp"
#include "gateway/mqtt/connection/packet_properties.hpp"
#include "gateway/mqtt/connection/target.hpp"

namespace gatewarden::mqtt {

class PacketGuard {
 public:
  // Longest properties of a publish that are looked at; longer ones are left out unseen.
  static constexpr std::size_t kMaxPropertyBytes = 32 * 1024;
  // Longest packet without payload; a topic alone may have 64 KiB.
  static constexpr std::size_t kMaxHeadBytes = 64 * 1024 + kMaxPropertyBytes;

  PacketGuard(Version version, std::size_t max_payload)
      : v5_(version == Version::v5), max_payload_(max_payload), awaited_(v5_) {}

  // What the library sends, before it leaves.
  void sent(Octets bytes) { awaited_.follow(bytes); }
  bool greeting_sent() const { return awaited_.greeting(); }
  bool between_sent() const { return awaited_.between(); }  // a packet of our own may begin

  // Appends to `passed` what the library may read: at most the bytes given and those of one head.
  void pass(Octets bytes, std::vector<std::uint8_t>& passed);
  // What came that MQTT does not allow: "a PUBLISH with the unknown property 0x7F". Then nothing passes any
  // more. Empty: nothing yet.
  const std::string& fault() const { return fault_; }

  // What to announce as MQTT 5's Maximum Packet Size, for this bound of payloads.
  static std::uint32_t packet_bound(std::size_t max_payload) {
    return static_cast<std::uint32_t>(max_payload + kMaxHeadBytes);
  }

 private:
  enum class Part : std::uint8_t { start, length, head, payload, over };

  Octets take_start(Octets bytes);
  Octets take_length(Octets bytes);
  Octets take_head(Octets bytes);
  Octets take_payload(Octets bytes, std::vector<std::uint8_t>& passed);
  std::size_t head_needed();
  std::size_t publish_head_needed();
  void judge(std::vector<std::uint8_t>& passed);
  void judge_publish(std::vector<std::uint8_t>& passed);
  std::string fault_of_answer();
  std::string fault_of_connack(PacketCursor body);
  std::string fault_of_acknowledgement(PacketCursor body);
  std::string fault_before_codes(PacketCursor& body) const;
  void put_start(std::size_t remaining, std::vector<std::uint8_t>& passed) const;
  void next_packet();
  void refuse(const std::string& what) {
    fault_ = what;
    part_ = Part::over;
  }

  const bool v5_;
  const std::size_t max_payload_;
  AwaitedAnswers awaited_;
  std::string fault_;
  bool greeted_ = false;  // CONNACK came
  Part part_ = Part::start;
  std::uint8_t first_ = 0;
  PacketType type_{};
  std::size_t remaining_ = 0;  // MQTT's remaining length
  unsigned length_bytes_ = 0;
  std::vector<std::uint8_t> head_;             // all of a packet but a publish's payload
  std::size_t skip_ = 0, keep_ = 0, cut_ = 0;  // of what follows the head, in this order
};

}  // namespace gatewarden::mqtt
