// A fault or doubt about a report: what the service may refuse or drop, and how certain that is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/wire/sources.hpp"

namespace gatewarden {

enum class Certainty : std::uint8_t {
  stated,    // by an AWS document, or a comment in AWS code
  observed,  // AWS client code emits it, or an AWS test expects it of the real service
  inferred,  // follows from documented constraints; not stated
  unknown,   // no source settles it
};

// What happens to the report, or to the part at the path.
enum class Consequence : std::uint8_t {
  rejected,       // answered on the rejected topic
  discarded,      // accepted, and silently dropped
  not_delivered,  // never reaches Device Defender; the broker may end the connection
  undetermined,   // unknown: we never send it
};

struct Finding {
  std::string path;  // long key names, "metrics.listening_tcp_ports.ports[0].port"; "report" for all of it
  std::string rule;
  std::string_view source;
  Certainty certainty = Certainty::inferred;
  Consequence consequence = Consequence::rejected;
};

enum class Soundness : std::uint8_t { sound, faulty, unsettled };

// Faulty overrides unsettled.
Soundness soundness(const std::vector<Finding>& findings);

constexpr std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::stated:
      return "stated";
    case Certainty::observed:
      return "observed";
    case Certainty::inferred:
      return "inferred";
    case Certainty::unknown:
      break;
  }
  return "unknown";
}
constexpr std::string_view to_string(Consequence consequence) {
  switch (consequence) {
    case Consequence::rejected:
      return "rejected";
    case Consequence::discarded:
      return "discarded";
    case Consequence::not_delivered:
      return "not delivered";
    case Consequence::undetermined:
      break;
  }
  return "undetermined";
}
constexpr std::string_view to_string(Soundness soundness) {
  switch (soundness) {
    case Soundness::sound:
      return "sound";
    case Soundness::faulty:
      return "faulty";
    case Soundness::unsettled:
      break;
  }
  return "unsettled";
}

}  // namespace gatewarden
