// The program's commands. Each file adds one subcommand and calls rooms, which compute.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
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
void add_init(const Command& program, Chosen& chosen);
void add_run(const Command& program, Chosen& chosen);
void add_try(const Command& program, Chosen& chosen);
void add_check(const Command& program, Chosen& chosen);
void add_plan(const Command& program, Chosen& chosen);
void add_provision(const Command& program, Chosen& chosen);
void add_explain(const Command& program, Chosen& chosen);
void add_schema(const Command& program, Chosen& chosen);
void add_status(const Command& program, Chosen& chosen);
void add_health(const Command& program, Chosen& chosen);
void add_last(const Command& program, Chosen& chosen);
void add_learned(const Command& program, Chosen& chosen);
void add_forget(const Command& program, Chosen& chosen);
void add_reload(const Command& program, Chosen& chosen);
void add_decode(const Command& program, Chosen& chosen);
void add_probe(const Command& program, Chosen& chosen);
void add_scan(const Command& program, Chosen& chosen);
void add_record(const Command& program, Chosen& chosen);
void add_support_bundle(const Command& program, Chosen& chosen);
void add_stand_in(const Command& program, Chosen& chosen);

// Below `scan` and `decode`.
void add_scan_ble(const Command& scanning, Chosen& chosen);
void add_decode_ble(const Command& decoding, Chosen& chosen);

// All of them, in the order of the help.
void add_commands(const Command& program, Chosen& chosen);

// The running gateway that a command asks: by its state directory, or by the fleet file that names it.
struct GatewayPlace {
  std::filesystem::path state_directory = "/var/lib/gatewarden";
  std::filesystem::path fleet;  // empty: not given
};
void add_gateway_place(const Command& command, GatewayPlace& place);
// Calls `ask` with the state directory, for which it reads the fleet file if one is given: one with mistakes will do, as
// long as it says where. The exit code.
int with_gateway(const GatewayPlace& place,
                 const std::function<int(const std::filesystem::path& state_directory)>& ask);
// The same for options that have a `place` and a `question`.
template <class Options>
Chosen asking(const std::shared_ptr<Options>& options, int (*command)(const Options&)) {
  return [options, command] {
    return with_gateway(options->place, [&](const std::filesystem::path& state_directory) {
      options->question.state_directory = state_directory;
      return command(*options);
    });
  };
}

// To standard output, or to standard error why there is none; an error may have foreign text. The exit code.
int print(const Result<std::string>& text);
// The same for a document, which has no line end of its own.
int print_line(Result<std::string> document);

}  // namespace gatewarden::app
