// Shared by `probe` and `scan`.
#pragma once

#include "adapters/modbus/commission/chosen_line.hpp"
#include "gateway/app/command_line.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::app {

void add_line_options(const Command& command, modbus::LineOptions& options);

// Until the loop is stopped or Ctrl-C; true for Ctrl-C.
bool run_until_interrupted(boost::asio::io_context& io);

}  // namespace gatewarden::app
