#include "gateway/app/commands/line_options.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "gateway/config/keys/types.hpp"

namespace gatewarden::app {

CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<Duration>& duration,
                          const std::string& text) {
  return command
      .add_option_function<std::string>(
          name, [&duration](const std::string& given) { duration = parse_duration(given); }, text)
      ->check([](const std::string& given) {
        return parse_duration(given) ? std::string() : "write a duration with its unit: 300ms, 2s";
      })
      ->option_text("DURATION");
}

void add_line_options(CLI::App& command, modbus::LineWish& wish) {
  command
      .add_option(
          "link", wish.link,
          "10.0.0.5, 10.0.0.5:502, /dev/ttyUSB0, rtu+tcp://10.0.0.9:4001, or a link's name with --fleet")
      ->required();
  auto* fleet =
      command.add_option("--fleet", wish.fleet, "the fleet file that has the link, with its settings");
  command.add_option("--baud", wish.baud, "speed of a serial line (9600)")
      ->check(CLI::Range(50, 4'000'000))
      ->option_text("BAUD")
      ->excludes(fleet);
  command.add_option("--parity", wish.parity, "parity of a serial line: none, even, odd (none)")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, modbus::Parity>{{"none", modbus::Parity::none},
                                                                        {"even", modbus::Parity::even},
                                                                        {"odd", modbus::Parity::odd},
                                                                        {"mark", modbus::Parity::mark},
                                                                        {"space", modbus::Parity::space}}))
      ->option_text("PARITY")
      ->excludes(fleet);
  command.add_option("--stop-bits", wish.stop_bits, "stop bits of a serial line (1)")
      ->check(CLI::Range(1, 2))
      ->option_text("1|2")
      ->excludes(fleet);
  add_duration(command, "--timeout", wish.timeout,
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
