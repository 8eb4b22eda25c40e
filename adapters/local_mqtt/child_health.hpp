// How a child is. Pure: time is an argument.
//
//   never_seen  nothing arrived since the gateway started
//   online      heard within three periods, or the period is unknown; the newest payload was clean
//   degraded    silent for three to ten periods, or the newest payload had a fault
//   offline     silent for more than ten periods
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

inline constexpr std::size_t kMaxExample = 200;  // bytes of foreign text kept

class ChildHealth {
 public:
  void heard(SteadyTime at) { last_heard_ = at; }
  void took(const Reading& reading);

  // Without the origin. `every`: 0 if unknown. `link_down`: why the link is not connected; empty if it is.
  DeviceSnapshot snapshot(Duration every, SteadyTime now, const std::string& link_down) const;

 private:
  struct Faults {
    PayloadFaults counts;
    std::string example;  // of the last faulty payload
    bool latest = false;  // the newest payload was faulty
  };

  SteadyTime last_heard_{};  // the epoch: never
  std::uint64_t samples_ = 0;
  std::unique_ptr<Faults> faults_;  // null before the first
};

}  // namespace gatewarden::local_mqtt
