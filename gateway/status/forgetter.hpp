// What an operator orders of the running gateway, as plain values: to forget a learned device.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

struct ForgottenDevice {
  std::string thing, link, identity;
  std::uint64_t last_report_id = 0;  // should it return its ids go on above this one; 0: it had none
  Counters dropped;                  // growth that waited for a report, by metric
  std::string not_stored;            // why not yet: a restart would bring the device back; empty: it is
};

// `sentence` is for people, `code` for programs.
struct RefusedRequest {
  std::string code, sentence;
};

using ForgetAnswer = std::variant<ForgottenDevice, RefusedRequest>;

// Implemented by the composition; runs on the loop's thread; must not block. `done` is called once, on the loop, when it
// is on the disk or cannot be. `uid`: whose order it is, for the log.
class Forgetter {
 public:
  using Done = std::function<void(const ForgetAnswer&)>;
  virtual ~Forgetter() = default;
  virtual void forget(const std::string& thing, std::uint32_t uid, Done done) = 0;
};

}  // namespace gatewarden::status
