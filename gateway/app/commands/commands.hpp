// The program's commands. Each is one file here that adds its subcommand and calls rooms;
// what computes lives in a room.
#pragma once

#include <functional>

#include "gateway/app/command_line.hpp"

namespace gatewarden::app {

// Exit codes of the program, as sysadmins script them. `decode` adds kUnsettled.
inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;         // failed while running; for `decode`: a faulty report
inline constexpr int kConfiguration = 2;  // wrong command line or fleet file
inline constexpr int kUnsettled = 3;      // `decode`: no source settles whether the service keeps all of it

// Adds a subcommand to `program`; when the user chose it, `chosen` becomes what to do.
using Chosen = std::function<int()>;
void add_run(const Command& program, Chosen& chosen);
void add_check(const Command& program, Chosen& chosen);
void add_plan(const Command& program, Chosen& chosen);
void add_schema(const Command& program, Chosen& chosen);
void add_status(const Command& program, Chosen& chosen);
void add_last(const Command& program, Chosen& chosen);
void add_decode(const Command& program, Chosen& chosen);
void add_probe(const Command& program, Chosen& chosen);
void add_scan(const Command& program, Chosen& chosen);
void add_stand_in(const Command& program, Chosen& chosen);

}  // namespace gatewarden::app
