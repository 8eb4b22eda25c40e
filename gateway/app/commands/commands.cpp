#include "gateway/app/commands/commands.hpp"

#include <iostream>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {

void add_commands(const Command& program, Chosen& chosen) {
  for (const auto add :
       {add_run, add_try, add_check, add_plan, add_provision, add_status, add_last, add_learned, add_forget,
        add_decode, add_scan, add_probe, add_explain, add_schema, add_stand_in})
    add(program, chosen);
}

void add_state_directory(const Command& command, std::filesystem::path& place) {
  command.path("--state-directory", place, "the running gateway's state directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY")
      .shows_default();
}

int print(const Result<std::string>& text) {
  if (!text) {
    std::cerr << "gatewarden: " << printable_lines(text.error()) << "\n";
    return kFailed;
  }
  std::cout << *text << std::flush;
  return std::cout ? kFine : kFailed;
}

}  // namespace gatewarden::app
