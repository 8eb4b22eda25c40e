#include <fcntl.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/process/build_facts.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/confine/process.hpp"

namespace {

// Otherwise the next file or socket would get the number of a closed one, and the log with it.
void occupy_standard_descriptors() {
  for (int free = 0; free >= 0 && free <= 2;) free = ::open("/dev/null", O_RDWR);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace gatewarden::app;
  gatewarden::confine::keep_memory_private();
  gatewarden::confine::forbid_new_privileges();
  occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a peer that hangs up is an error code
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file that may grow no more

  CommandLine line("Gatewarden reports AWS IoT Device Defender metrics for devices that cannot run an agent.",
                   "gatewarden", text_of(build_facts()));
  const Command program = line.root();
  program.needs_a_command();
  program.footer("Exit codes: 0 fine, 1 failed while running, 2 wrong command line or fleet file.");

  Chosen chosen;
  add_commands(program, chosen);

  if (const auto said = line.parse(argc, argv)) return *said ? kFine : kConfiguration;
  try {
    return chosen();
  } catch (const std::exception& error) {  // on purpose only without a thread (background_thread.hpp)
    std::cerr << "gatewarden: internal error: " << gatewarden::printable(error.what()) << "\n";
    return kFailed;
  }
}
