// gatewarden init [FILE]: a fleet file to begin with, from answers. Touches no network.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "gateway/app/begin/interview.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/base/whole_file.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  std::string file = "fleet.yaml";
  FleetDraft draft;
  bool uplink_is_chosen = false;
  bool force = false;
};

int refused(const std::string& why, int code) {
  std::cerr << "gatewarden init: " << printable_lines(why) << "\n";
  return code;
}

std::optional<std::string> asked(const std::string& prompt) {
  std::cout << prompt << std::flush;
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  answer.erase(0, answer.find_first_not_of(" \t"));
  answer.erase(answer.find_last_not_of(" \t\r") + 1);
  return answer;
}

int init(Options options) {
  std::error_code ignored;
  const bool there = std::filesystem::exists(std::filesystem::symlink_status(options.file, ignored));
  if (there && !options.force)
    return refused(printable(options.file) + " is there: name another file, or --force replaces it",
                   kConfiguration);
  Respondent respondent;
  if (::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1)
    respondent = {asked, [](const std::string& text) { std::cout << printable_lines(text); }};
  if (auto whole = complete(options.draft, options.uplink_is_chosen, respondent); !whole)
    return refused(whole.error(), kConfiguration);
  const auto put = there ? replace_file : create_file;
  if (auto written = put(options.file, fleet_text(options.draft), 0644); !written)
    return refused(printable(written.error()), kFailed);
  return print(printable(options.file) + " is written; what is an example in it says so\n" +
               next_commands(options.draft, options.file));
}

}  // namespace

void add_init(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "init", "Write a fleet file to begin with: asks, or takes the answers from these options.");
  command.footer(
      "Without a terminal nothing is asked: what is not given is as in the questions, or left out. Exit codes: 0 "
      "written, 1 it could not be, 2 an answer is wrong or missing, or the file is there.");
  command.text("file", options->file, "the fleet file").shows_default();
  command.choice(
      "--uplink", uplink_words(),
      [options](int chosen_uplink) {
        options->draft.uplink = static_cast<FleetDraft::Uplink>(chosen_uplink);
        options->uplink_is_chosen = true;
      },
      "where reports go (iot-core)");
  for (const Question& question : questions())
    command.text(question.flag, options->draft.*question.answer, question.sentence);
  command.flag("--force", options->force, "replace a file that is there");
  command.chosen([&chosen, options] { chosen = [options] { return init(*options); }; });
}

}  // namespace gatewarden::app
