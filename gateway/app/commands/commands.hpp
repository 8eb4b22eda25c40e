// The program's commands. Each file adds one subcommand and calls rooms, which compute.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "gateway/app/command_line.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::app {

// Exit codes, for scripts.
inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;         // failed while running; `decode`: a faulty report
inline constexpr int kConfiguration = 2;  // wrong command line or fleet file
inline constexpr int kUnsettled = 3;      // `decode`: no source tells whether the service keeps all of it

// Adds a subcommand; choosing it sets `chosen`.
using Chosen = std::function<int()>;
void add_run(const Command& program, Chosen& chosen);
void add_try(const Command& program, Chosen& chosen);
void add_check(const Command& program, Chosen& chosen);
void add_plan(const Command& program, Chosen& chosen);
void add_provision(const Command& program, Chosen& chosen);
void add_explain(const Command& program, Chosen& chosen);
void add_schema(const Command& program, Chosen& chosen);
void add_status(const Command& program, Chosen& chosen);
void add_last(const Command& program, Chosen& chosen);
void add_learned(const Command& program, Chosen& chosen);
void add_forget(const Command& program, Chosen& chosen);
void add_decode(const Command& program, Chosen& chosen);
void add_probe(const Command& program, Chosen& chosen);
void add_scan(const Command& program, Chosen& chosen);
void add_stand_in(const Command& program, Chosen& chosen);

// All of them, in the order of the help.
void add_commands(const Command& program, Chosen& chosen);

// --state-directory of the running gateway that a command asks.
void add_state_directory(const Command& command, std::filesystem::path& place);

// To standard output, or to standard error why there is none; an error may have foreign text. The exit code.
int print(const Result<std::string>& text);

}  // namespace gatewarden::app
