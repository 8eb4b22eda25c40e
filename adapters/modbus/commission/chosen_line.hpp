// The line that `probe` or `scan` is given: an address, or a link of a fleet file.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/modbus/identity/signature.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/trouble.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::modbus {

struct LineOptions {
  std::string link;   // "10.0.0.5:502", "/dev/ttyUSB0", or with a fleet "hall-a"
  std::string fleet;  // file; empty: `link` is an address
  std::optional<unsigned> baud, stop_bits;
  std::optional<Parity> parity;
  std::optional<Duration> timeout, pause;
};

struct ChosenLine {
  std::string link;     // its name in the fleet file, or "LINK" to fill in
  std::string gateway;  // the gateway's thing, or "GATEWAY"
  LinkSettings settings;
  std::vector<Signature> signatures{};  // of the fleet's profiles
  std::set<std::string> profiles{};     // names of all of them
};

// A command's defaults; 0: none. A fleet's link may be more patient.
struct LineDefaults {
  Duration serial_timeout{}, tcp_timeout{}, tcp_pause{};
};

// The line at an address. Errors name the option that does not belong to it.
Result<ChosenLine> line_of_address(const LineOptions& options);
// Time-out and pause: of the command line, else of the fleet's link, else (at an address) the defaults.
void take_pace(const LineOptions& options, const LineDefaults& defaults, LinkSettings& settings);

// Why the line cannot be used, and what may help.
std::string line_error(const ChosenLine& line, const std::string& endpoint, const Trouble& trouble);

}  // namespace gatewarden::modbus
