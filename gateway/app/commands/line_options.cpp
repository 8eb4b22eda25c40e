#include "gateway/app/commands/line_options.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace gatewarden::app {

void add_line_options(const Command& command, modbus::LineOptions& options) {
  command
      .text("link", options.link,
            "10.0.0.5, 10.0.0.5:502, /dev/ttyUSB0, rtu+tcp://10.0.0.9:4001, or a link's name with --fleet")
      .required();
  const Option fleet =
      command.text("--fleet", options.fleet, "the fleet file that has the link, with its settings");
  command.number("--baud", options.baud, "speed of a serial line (9600)")
      .between(50, 4'000'000)
      .shown_as("BAUD")
      .excludes(fleet);
  using modbus::Parity;
  const std::vector<std::pair<std::string, int>> parities{{"none", static_cast<int>(Parity::none)},
                                                          {"even", static_cast<int>(Parity::even)},
                                                          {"odd", static_cast<int>(Parity::odd)},
                                                          {"mark", static_cast<int>(Parity::mark)},
                                                          {"space", static_cast<int>(Parity::space)}};
  command
      .choice(
          "--parity", parities, [&options](int parity) { options.parity = static_cast<Parity>(parity); },
          "parity of a serial line: none, even, odd (none)")
      .shown_as("PARITY")
      .excludes(fleet);
  command.number("--stop-bits", options.stop_bits, "stop bits of a serial line (1)")
      .between(1, 2)
      .shown_as("1|2")
      .excludes(fleet);
  command.duration("--timeout", options.timeout,
                   "how long an answer may take; on a serial line besides the time its bytes need");
}

bool run_until_interrupted(boost::asio::io_context& io) {
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  bool interrupted = false;
  signals.async_wait([&](auto error, int) {
    if (error) return;
    interrupted = true;
    io.stop();
  });
  io.run();
  return interrupted;
}

}  // namespace gatewarden::app
