// An encoded report for a thing. Only the uplink turns the address into a topic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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

// Each publication has exactly one outcome, whatever the connection does.
struct Outcome {
  enum class Kind : std::uint8_t {
    accepted,    // by the service; only this is called delivered
    throttled,   // rejected with Throttled: too soon after the last one
    rejected,    // any other rejection
    no_verdict,  // sent (acknowledged or not), not answered in time, or answers are off
    refused,     // by the broker, for good (not authorised, too large)
    withheld,    // not sent: the thing's topic is in quarantine, because the broker refuses it
    outdated,    // not taken for so long that it is no longer current; nobody turned it away
    abandoned,   // the gateway stopped first
  };
  DeviceId device{};
  std::string thing;
  ReportId id{};
  Kind kind = Kind::no_verdict;
  std::string code;    // ErrorCode of a rejection, MQTT reason code of a refusal
  std::string detail;  // ErrorMessage, for the operator
};

// The service heard the report, and was heard, whatever it says.
constexpr bool is_answer(Outcome::Kind kind) {
  using Kind = Outcome::Kind;
  return kind == Kind::accepted || kind == Kind::rejected || kind == Kind::throttled;
}

// Nobody kept what the report says, for certain.
constexpr bool is_lost(Outcome::Kind kind) {
  return kind != Outcome::Kind::accepted && kind != Outcome::Kind::no_verdict;
}

inline constexpr std::array kOutcomeKinds = {
    Outcome::Kind::accepted, Outcome::Kind::throttled, Outcome::Kind::rejected, Outcome::Kind::no_verdict,
    Outcome::Kind::refused,  Outcome::Kind::withheld,  Outcome::Kind::outdated, Outcome::Kind::abandoned,
};

// As in the counters of `status`.
constexpr std::string_view to_string(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::accepted:
      return "accepted";
    case Outcome::Kind::throttled:
      return "throttled";
    case Outcome::Kind::rejected:
      return "rejected";
    case Outcome::Kind::no_verdict:
      return "no_verdict";
    case Outcome::Kind::refused:
      return "refused";
    case Outcome::Kind::withheld:
      return "withheld";
    case Outcome::Kind::outdated:
      return "outdated";
    case Outcome::Kind::abandoned:
      break;
  }
  return "abandoned";
}

template <class Count>
class OutcomeCounts {
 public:
  Count& operator[](Outcome::Kind kind) { return counts_[static_cast<std::size_t>(kind)]; }
  Count operator[](Outcome::Kind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  std::uint64_t answered() const {
    std::uint64_t answers = 0;
    for (const Outcome::Kind kind : kOutcomeKinds) answers += is_answer(kind) ? (*this)[kind] : 0;
    return answers;
  }
  // By service or broker, for any reason.
  std::uint64_t turned_away() const {
    using Kind = Outcome::Kind;
    return std::uint64_t{(*this)[Kind::rejected]} + (*this)[Kind::throttled] + (*this)[Kind::refused] +
           (*this)[Kind::withheld];
  }

 private:
  std::array<Count, kOutcomeKinds.size()> counts_{};
};

}  // namespace gatewarden
