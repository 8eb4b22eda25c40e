// How one child is, by what it published. Pure: time is an argument.
//
// What its state means (`every` is its profile's period, or unknown):
//   never_seen  nothing arrived since the gateway started
//   online      heard within three periods, or the period is unknown; and the newest payload was clean
//   degraded    silent for three to ten periods, or the newest payload had a fault
//   offline     silent for more than ten periods
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

inline constexpr std::size_t kMaxExample = 200;  // bytes of foreign text kept for the operator

class ChildHealth {
 public:
  void heard(SteadyTime at) { last_heard_ = at; }
  void took(const Reading& reading);

  // All but the origin. `every` is 0 where unknown. `link_down`: why the link is not connected; empty if it is.
  DeviceSnapshot snapshot(Duration every, SteadyTime now, const std::string& link_down) const;

 private:
  struct Faults {
    PayloadFaults counts;
    std::string example;  // of the last faulty payload
    bool latest = false;  // the newest payload was faulty
  };

  SteadyTime last_heard_{};  // the epoch: never
  std::uint64_t samples_ = 0;
  std::unique_ptr<Faults> faults_;  // from the first one on
};

}  // namespace gatewarden::local_mqtt
