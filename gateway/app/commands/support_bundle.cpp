// gatewarden support-bundle [FLEET]: one file for whoever helps, without secrets. Touches no network.
#include <iostream>
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/support/support_bundle.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/base/whole_file.hpp"

namespace gatewarden::app {
namespace {

constexpr const char* kFolder = "gatewarden-support";

struct Options {
  SupportRequest request;
  std::string output;
};

int bundle(Options options) {
  boost::asio::io_context io;
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(SystemClock(io).wall().time_since_epoch()).count();
  if (options.output.empty()) options.output = kFolder + ("-" + std::to_string(now)) + ".tar.gz";
  const auto files = support_bundle(options.request);
  const auto packed = tar_gz(kFolder, files, static_cast<std::uint64_t>(now));
  if (!packed) return print(Error{packed.error()});
  if (auto written = create_file(options.output, *packed, 0600); !written)
    return print(Error{written.error()});
  return print(files.front().content + "\n" + printable(options.output) +
               ": look at it before you give it away\n");
}

}  // namespace

void add_support_bundle(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "support-bundle",
      "Write what somebody who helps must see to one .tar.gz: status, plan, verdicts, log, versions, no secrets.");
  command.text("fleet", options->request.fleet.file, "the fleet file");
  command.text("--output", options->output, "the file to write (gatewarden-support-TIME.tar.gz)");
  command.path("--log", options->request.log,
               "the file that the log goes to; -: from standard input, as journalctl -u gatewarden gives it");
  options->request.state_directory = "/var/lib/gatewarden";
  command
      .text("--state-directory", options->request.fleet.state_directory,
            "instead of the fleet file's, or of /var/lib/gatewarden")
      .or_environment("GATEWARDEN_STATE_DIRECTORY");
  command.footer(
      "A running gateway is asked; of one that does not run its files tell. manifest.txt in it says what it holds, what "
      "could not be had, and what was taken out. Exit codes: 0 written, 1 it could not be, 2 wrong command line.");
  command.chosen([&chosen, options] {
    if (const auto& named = options->request.fleet.state_directory; !named.empty())
      options->request.state_directory = named;
    chosen = [options] { return bundle(*options); };
  });
}

}  // namespace gatewarden::app
