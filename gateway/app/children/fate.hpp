// What a reload makes of a child that is served and wanted again: one rule for who goes on (Population) and for what is
// said of it (reload/fleet_outline.hpp), so that nothing is claimed that did not happen. Pure.
#pragma once

#include <cstdint>

namespace gatewarden::app {

enum class Fate : std::uint8_t {
  stays,
  moves,   // to another link, with its counters and its open report
  leaves,  // what has its name from now on begins anew
};

// In both fleets alike.
struct Same {
  bool profile = false;  // by name and meaning
  bool entry = false;    // its keys but profile and link (config::Child::fingerprint)
  bool link = false;
};

constexpr Fate fate_of(const Same& same) {
  if (!same.profile || !same.entry) return Fate::leaves;
  return same.link ? Fate::stays : Fate::moves;
}

}  // namespace gatewarden::app
