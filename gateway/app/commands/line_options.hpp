// What `probe` and `scan` share: the options by which they are told a line, and how they end.
#pragma once

#include "adapters/modbus/commission/chosen_line.hpp"
#include "gateway/app/command_line.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::app {

void add_line_options(const Command& command, modbus::LineOptions& options);

// Until somebody stops the loop or presses Ctrl-C: true for that.
bool run_until_interrupted(boost::asio::io_context& io);

}  // namespace gatewarden::app
