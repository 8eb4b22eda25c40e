// The line that somebody names at the command line of `probe` and `scan`: an address, or a link of a fleet
// file with all its settings.
#pragma once

#include <optional>
#include <string>

#include "adapters/modbus/modbus_settings.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::app {

struct LineWish {
  std::string link;   // "10.0.0.5:502", "/dev/ttyUSB0", or with a fleet "hall-a"
  std::string fleet;  // file; empty: `link` is an address
  std::optional<unsigned> baud, stop_bits;
  std::optional<modbus::Parity> parity;
  std::optional<Duration> timeout, pause;
};

struct ChosenLine {
  std::string link;     // its name in the fleet file, or "LINK" to be filled in
  std::string gateway;  // the gateway's thing, or "GATEWAY"
  modbus::LinkSettings settings;
};

// What a command is used to, where the command line does not say otherwise; 0: nothing of its own. A link of
// a fleet may be more patient.
struct LineHabits {
  Duration serial_timeout{}, tcp_timeout{}, tcp_pause{};
};

// The settings that nobody named are those of the fleet's link; of an address, what suits a person who waits.
Result<ChosenLine> choose_line(const LineWish& wish, const LineHabits& habits = {});

// Why the line cannot be used, with what may help; `why` as the stream said it.
std::string line_error(const ChosenLine& line, const std::string& endpoint, const std::string& why);

}  // namespace gatewarden::app
