// How a child is. Pure: time is an argument.
//
//   never_seen  nothing arrived for it since the gateway started
//   online      heard within three periods, or the period is unknown; the newest payload lost nothing
//   degraded    the newest payload had a fault that lost something; or the newest three had none of the wanted keys
//               (one is enough where there never was a value: payloads that hold a part are normal)
//   offline     silent for more than three periods
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/local_mqtt/payload/reading.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

inline constexpr std::size_t kMaxExample = 200;  // bytes of foreign text kept

class ChildHealth {
 public:
  void heard(SteadyTime at) { last_heard_ = at; }
  // A payload had keys of another child on its topic alone: it says nothing of this one.
  void passed_by() { passed_by_ = true; }
  // True: the payload had none of the wanted keys, and that matters now. Tell explain() then.
  bool took(const Reading& reading);
  void explain(const Explanation& none);
  // For the log, at most once in kQuiet: its payloads bring no value any more, each of them loses some, or all is well.
  enum class News : std::uint8_t { well, faulty, in_vain };
  static constexpr Duration kQuiet = std::chrono::minutes(10);
  std::optional<News> news(SteadyTime at);
  // For the log, which shows nothing of a payload: "wrong_type at /temp". Only after news of a fault.
  const std::string& why() const { return faults_->why; }

  // Without the origin. `every`: 0 if unknown. `link_down`: why the link is not connected; empty if it is.
  DeviceSnapshot snapshot(Duration every, SteadyTime now, const std::string& link_down) const;

 private:
  struct Faults {
    PayloadFaults counts;
    std::uint64_t missing = 0;
    std::string example;        // the last that was kept, for the status
    std::string why;            // the same for the log
    bool latest = false;        // the newest payload lost something
    std::uint32_t empty = 0;    // payloads without a wanted key, in a row
    std::uint32_t in_vain = 0;  // payloads without a value, in a row
    std::uint32_t faulty = 0;   // payloads that lost something, in a row
    News said = News::well;
    SteadyTime said_at{};  // the epoch: never
  };
  void keep(const Explanation& example, std::string_view fault, std::string_view before_place);
  bool is_doubtful() const;

  SteadyTime last_heard_{};  // the epoch: never
  std::uint64_t samples_ = 0;
  bool passed_by_ = false;
  std::unique_ptr<Faults> faults_;  // null before the first
};

}  // namespace gatewarden::local_mqtt
