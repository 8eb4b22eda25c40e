// The program's commands. Each is one file here that adds its subcommand and calls rooms;
// what computes lives in a room.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace gatewarden::app {

// Exit codes of the program, as sysadmins script them. `decode` adds kUnsettled.
inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;         // failed while running; for `decode`: a faulty report
inline constexpr int kConfiguration = 2;  // wrong command line or fleet file
inline constexpr int kUnsettled = 3;      // `decode`: no source settles whether the service keeps all of it

// Adds a subcommand to `program`; when the user chose it, `chosen` becomes what to do.
using Chosen = std::function<int()>;
void add_run(CLI::App& program, Chosen& chosen);
void add_check(CLI::App& program, Chosen& chosen);
void add_plan(CLI::App& program, Chosen& chosen);
void add_schema(CLI::App& program, Chosen& chosen);
void add_status(CLI::App& program, Chosen& chosen);
void add_last(CLI::App& program, Chosen& chosen);
void add_decode(CLI::App& program, Chosen& chosen);
void add_probe(CLI::App& program, Chosen& chosen);
void add_scan(CLI::App& program, Chosen& chosen);
void add_stand_in(CLI::App& program, Chosen& chosen);

}  // namespace gatewarden::app
