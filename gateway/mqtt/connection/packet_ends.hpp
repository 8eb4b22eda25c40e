// Follows a stream of sound packets, to know where one ends. Pure.
#pragma once

#include <algorithm>
#include <cstddef>

#include "gateway/mqtt/connection/packet_cursor.hpp"

namespace gatewarden::mqtt {

class PacketEnds {
 public:
  void follow(Octets bytes) {
    while (!bytes.empty()) {
      if (part_ == Part::content) {
        const std::size_t taken = std::min(left_, bytes.size());
        left_ -= taken;
        bytes = bytes.subspan(taken);
      } else {
        take_start(bytes.front());
        bytes = bytes.subspan(1);
      }
      if (part_ == Part::content && left_ == 0) part_ = Part::start;
    }
  }
  // Whether a packet may begin now.
  bool between() const { return part_ == Part::start; }

 private:
  enum class Part : std::uint8_t { start, length, content };
  void take_start(std::uint8_t octet) {
    if (part_ == Part::start) {
      part_ = Part::length;
      left_ = shift_ = 0;
      return;
    }
    left_ |= static_cast<std::size_t>(octet & 0x7F) << shift_;
    shift_ += 7;
    if (!(octet & 0x80)) part_ = Part::content;
  }

  Part part_ = Part::start;
  std::size_t left_ = 0;
  unsigned shift_ = 0;
};

}  // namespace gatewarden::mqtt
