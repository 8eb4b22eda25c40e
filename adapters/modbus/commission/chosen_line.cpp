#include "adapters/modbus/commission/chosen_line.hpp"

#include <algorithm>

#include "adapters/modbus/commission/spoken.hpp"

namespace gatewarden::modbus {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

Result<ChosenLine> line_of_address(const LineWish& wish) {
  auto settings = parse_line(wish.link);
  if (!settings) return Error{settings.error()};
  if (!settings->is_rtu() && (wish.baud || wish.parity || wish.stop_bits)) {
    return Error{"--baud, --parity and --stop-bits are for serial lines; " + wish.link +
                 " speaks Modbus TCP (a serial server that passes bytes on: rtu+tcp://" + wish.link + ")"};
  }
  settings->line.baud = wish.baud.value_or(settings->line.baud);
  settings->line.parity = wish.parity.value_or(settings->line.parity);
  settings->line.stop_bits = wish.stop_bits.value_or(settings->line.stop_bits);
  return ChosenLine{"LINK", "GATEWAY", std::move(*settings)};
}

void take_pace(const LineWish& wish, const LineHabits& habits, LinkSettings& settings) {
  const bool rtu = settings.is_rtu();
  const Duration habit = rtu ? habits.serial_timeout : habits.tcp_timeout;
  const bool stands = !wish.fleet.empty() || habit == Duration::zero();  // what the settings say
  settings.timeout = wish.timeout.value_or(stands ? std::max(settings.timeout, habit) : habit);
  const Duration pause = wish.pause.value_or(rtu ? Duration::zero() : habits.tcp_pause);
  settings.pause_between = std::max(settings.pause_between, pause);
}

std::string line_error(const ChosenLine& line, const std::string& endpoint, const std::string& why) {
  std::string text = endpoint + ": " + why;
  if (contains(why, "in use")) {
    text +=
        "; a running gateway keeps its ports for itself: stop it while you ask (systemctl stop gatewarden), "
        "or take the link out of its fleet file and reload";
  } else if (contains(why, "closed by the other side") || contains(why, "connection lost")) {
    text +=
        "; devices with one socket do this while somebody else holds it: stop the running gateway while you "
        "ask, or set `close_after_poll: true` on its link";
  } else if (contains(why, "cannot resolve") && line.link == "LINK") {
    text += "; if it is a link of a fleet file, add --fleet FLEET; if it is a serial port, write /dev/...";
  } else if (contains(why, "cannot connect") || contains(why, "no connection")) {
    text += "; check the address, the port (502?) and the cable";
  }
  return text;
}

}  // namespace gatewarden::modbus
