// The options by which `probe` and `scan` are told a line.
#pragma once

#include <CLI/CLI.hpp>

#include "gateway/app/chosen_line.hpp"

namespace gatewarden::app {

// A duration as the fleet file writes it: 300ms, 2s.
CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<Duration>& duration,
                          const std::string& text);
void add_line_options(CLI::App& command, LineWish& wish);

}  // namespace gatewarden::app
