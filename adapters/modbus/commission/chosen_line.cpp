#include "adapters/modbus/commission/chosen_line.hpp"

#include <algorithm>

#include "adapters/modbus/commission/command_line.hpp"

namespace gatewarden::modbus {
namespace {

constexpr const char* kUnnamedLink = "LINK";  // to fill in

}  // namespace

Result<ChosenLine> line_of_address(const LineOptions& options) {
  auto settings = parse_line(options.link);
  if (!settings) return Error{settings.error()};
  if (!settings->is_rtu() && (options.baud || options.parity || options.stop_bits)) {
    return Error{"--baud, --parity and --stop-bits are for serial lines; " + options.link +
                 " speaks Modbus TCP (a serial server that passes bytes on: rtu+tcp://" + options.link + ")"};
  }
  settings->line.baud = options.baud.value_or(settings->line.baud);
  settings->line.parity = options.parity.value_or(settings->line.parity);
  settings->line.stop_bits = options.stop_bits.value_or(settings->line.stop_bits);
  return ChosenLine{kUnnamedLink, "GATEWAY", std::move(*settings)};
}

void take_pace(const LineOptions& options, const LineDefaults& defaults, LinkSettings& settings) {
  const bool rtu = settings.is_rtu();
  const Duration usual = rtu ? defaults.serial_timeout : defaults.tcp_timeout;
  const bool as_set = !options.fleet.empty() || usual == Duration::zero();  // what the settings say
  settings.timeout = options.timeout.value_or(as_set ? std::max(settings.timeout, usual) : usual);
  const Duration pause = options.pause.value_or(rtu ? Duration::zero() : defaults.tcp_pause);
  settings.pause_between = std::max(settings.pause_between, pause);
}

std::string line_error(const ChosenLine& line, const std::string& endpoint, const Trouble& trouble) {
  std::string text = endpoint + ": " + trouble.why;
  switch (trouble.kind) {
    case Trouble::Kind::in_use:
      return text +
             "; a running gateway keeps its ports for itself: stop it while you ask (systemctl stop gatewarden), or take the link out of its fleet file and reload";
    case Trouble::Kind::closed_by_peer:
    case Trouble::Kind::lost:
      return text +
             "; devices with one socket do this while somebody else holds it: stop the running gateway while you ask, or set `close_after_poll: true` on its link";
    case Trouble::Kind::unresolved:
      if (line.link != kUnnamedLink) break;
      return text +
             "; if it is a link of a fleet file, add --fleet FLEET; if it is a serial port, write /dev/...";
    case Trouble::Kind::unreachable:
      return text + "; check the address, the port (502?) and the cable";
    case Trouble::Kind::other:
      break;
  }
  return text;
}

}  // namespace gatewarden::modbus
