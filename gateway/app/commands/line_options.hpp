// What `probe` and `scan` share: the options by which they are told a line, and how they end.
#pragma once

#include <CLI/CLI.hpp>

#include "adapters/modbus/commission/chosen_line.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::app {

// A duration as the fleet file writes it: 300ms, 2s.
CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<Duration>& duration,
                          const std::string& text);
void add_line_options(CLI::App& command, modbus::LineWish& wish);

// Until somebody stops the loop or presses Ctrl-C: true for that.
bool run_until_interrupted(boost::asio::io_context& io);

}  // namespace gatewarden::app
