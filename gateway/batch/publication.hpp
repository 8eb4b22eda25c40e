// An encoded report addressed to a thing. Only the uplink turns the address into a topic.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/report/report.hpp"
#include "gateway/sample/sample_sink.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

struct Publication {
  DeviceId device{};
  std::string thing;
  ReportId id{};
  Format format = Format::json;
  std::string bytes;
};

// What became of a publication. Each one gets exactly one outcome, whatever happens to the connection.
struct Outcome {
  enum class Kind : std::uint8_t {
    accepted,    // the service said so: the only thing called delivered
    throttled,   // rejected with Throttled: too soon after the last one
    rejected,    // any other rejection
    no_verdict,  // sent (acknowledged by the broker or not), but no answer within the deadline, or answers
                 // are off
    refused,     // the broker refused the publish (not authorised, over quota, too large)
    withheld,    // not sent: the broker refuses this thing's topic, which is in quarantine
    abandoned,   // never left: the gateway stopped first
  };
  DeviceId device{};
  std::string thing;
  ReportId id{};
  Kind kind = Kind::no_verdict;
  std::string code;    // ErrorCode of a rejection, MQTT reason code of a refusal
  std::string detail;  // ErrorMessage, for the operator
};

}  // namespace gatewarden
