#include "gateway/app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>

#include "gateway/base/duration_text.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* each) { return !each->get_name().empty(); });
}

std::vector<const CLI::App*> option_groups_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* each) { return each->get_name().empty(); });
}

// The words up to the first that should be a command and is none, and which one was meant; empty if all are.
std::string wrong_command(const CLI::App& program, int argc, char** argv) {
  const CLI::App* app = &program;
  std::string so_far = program.get_name();
  for (int i = 1; i < argc; ++i) {
    const auto commands = commands_of(*app);
    const std::string_view word = argv[i];
    if (commands.empty() || word.empty() || word.front() == '-') return "";
    if (!app->get_options([](const CLI::Option* each) { return each->get_positional(); }).empty()) return "";
    std::vector<std::string> names;
    for (const CLI::App* each : commands) names.push_back(each->get_name());
    const auto found = std::find(names.begin(), names.end(), word);
    if (found != names.end()) {
      app = commands[static_cast<std::size_t>(found - names.begin())];
      so_far += " " + *found;
      continue;
    }
    if (word == "help") names.emplace_back("--help");
    const auto close = nearest(word, names, {2, Closeness::Part::last_resort, 1});
    std::string text = so_far + ": no command " + printable(word);
    if (names.size() == 1) {
      text += "; did you mean " + so_far + " " + names.front() + " " + printable(word) + "?";
    } else if (!close.empty()) {
      text += "; did you mean " + close.front() + "?";
    } else {
      text += "; " + so_far + " --help lists them";
    }
    return text;
  }
  return "";
}

// The long names of a command's options, those of its groups too.
std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> all;
  std::vector<const CLI::App*> groups = option_groups_of(command);
  groups.push_back(&command);
  for (const CLI::App* group : groups) {
    for (const CLI::Option* option : group->get_options({})) {
      for (const std::string& name : option->get_lnames()) all.push_back(name);
    }
  }
  return all;
}

// The first option that the chosen command does not have, and which one was meant; empty if there is none.
std::string unknown_option(const CLI::App& program) {
  const CLI::App* command = &program;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  for (const std::string& word : program.remaining(true)) {
    const std::string name = word.substr(std::min(word.find_first_not_of('-'), word.size()));
    if (name.size() == word.size()) continue;
    const std::string bare = name.substr(0, name.find('='));
    const auto close =
        nearest(bare, options_of(*command), {near_enough(bare.size()), Closeness::Part::last_resort, 1});
    return "The following argument was not expected: " + word +
           (close.empty() ? "" : "; did you mean --" + close.front() + "?");
  }
  return "";
}

// What was typed, or what is missing since it was misspelt.
std::string words_of(const CLI::App& program, const CLI::Error& error) {
  const int code = error.get_exit_code();
  const bool misspelt = code == static_cast<int>(CLI::ExitCodes::ExtrasError) ||
                        code == static_cast<int>(CLI::ExitCodes::RequiredError);
  const std::string unknown = misspelt ? unknown_option(program) : "";
  return printable(unknown.empty() ? error.what() : unknown);
}

std::string not_one_of(const std::vector<std::string>& words, const std::string& given) {
  if (std::find(words.begin(), words.end(), given) != words.end()) return "";
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  const auto close = nearest(given, words, {near_enough(given.size()), Closeness::Part::last_resort, 1});
  return given + ": must be one of " + text + (close.empty() ? "" : "; did you mean " + close.front() + "?");
}

}  // namespace

Option Option::required() const {
  option_->required();
  return *this;
}

Option Option::between(double least, double most) const {
  const bool whole = least == static_cast<int>(least) && most == static_cast<int>(most);
  option_->check(whole ? CLI::Range(static_cast<int>(least), static_cast<int>(most))
                       : CLI::Range(least, most));
  return *this;
}

Option Option::one_of(std::vector<std::string> words) const {
  std::string shown;
  for (const std::string& word : words) shown += (shown.empty() ? "" : "|") + word;
  option_->check([words = std::move(words)](const std::string& given) { return not_one_of(words, given); });
  return shown_as(shown);
}

Option Option::shown_as(const std::string& placeholder) const {
  option_->option_text(placeholder);
  return *this;
}

Option Option::or_environment(const std::string& variable) const {
  option_->envname(variable);
  return *this;
}

Option Option::shows_default() const {
  option_->capture_default_str();
  return *this;
}

Option Option::excludes(const Option& other) const {
  option_->excludes(other.option_);
  return *this;
}

Command Command::add_command(const std::string& name, const std::string& sentence) const {
  return Command(*app_->add_subcommand(name, sentence));
}

void Command::needs_a_command() const { app_->require_subcommand(1); }

Command Command::add_alternatives(const std::string& title) const {
  auto* group = app_->add_option_group(title);
  group->require_option(0, 1);
  return Command(*group);
}

void Command::footer(const std::string& text) const { app_->footer(text); }

void Command::chosen(std::function<void()> callback) const { app_->callback(std::move(callback)); }

Option Command::flag(const std::string& names, bool& place, const std::string& sentence) const {
  return Option(*app_->add_flag(names, place, sentence));
}

Option Command::text(const std::string& names, std::string& place, const std::string& sentence) const {
  return Option(*app_->add_option(names, place, sentence));
}

Option Command::path(const std::string& names, std::filesystem::path& place,
                     const std::string& sentence) const {
  return Option(*app_->add_option(names, place, sentence));
}

Option Command::number(const std::string& names, std::uint64_t& place, const std::string& sentence) const {
  return Option(*app_->add_option(names, place, sentence));
}

Option Command::number(const std::string& names, unsigned& place, const std::string& sentence) const {
  return Option(*app_->add_option(names, place, sentence));
}

Option Command::number(const std::string& names, std::optional<unsigned>& place,
                       const std::string& sentence) const {
  return Option(*app_->add_option(names, place, sentence));
}

Option Command::number(const std::string& names, std::optional<std::uint16_t>& place,
                       const std::string& sentence) const {
  return Option(*app_->add_option(names, place, sentence));
}

Option Command::duration(const std::string& names, std::optional<Duration>& place,
                         const std::string& sentence) const {
  auto* option = app_->add_option_function<std::string>(
      names, [&place](const std::string& given) { place = parse_duration(given); }, sentence);
  option->check([](const std::string& given) {
    return parse_duration(given) ? std::string() : "write a duration with its unit: 300ms, 2s";
  });
  option->option_text("DURATION");
  return Option(*option);
}

Option Command::seconds(const std::string& names, double& place, const std::string& sentence) const {
  auto* option = app_->add_option(names, place, sentence);
  option->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{{"ms", 0.001}, {"s", 1}, {"m", 60}}));
  return Option(*option);
}

Option Command::choice(const std::string& names, const std::vector<std::pair<std::string, int>>& words,
                       std::function<void(int)> take, const std::string& sentence) const {
  std::vector<std::string> names_of_all;
  for (const auto& [word, number] : words) names_of_all.push_back(word);
  auto* option = app_->add_option_function<std::string>(
      names,
      [take = std::move(take), words](const std::string& given) {
        for (const auto& [word, number] : words) {
          if (word == given) take(number);
        }
      },
      sentence);
  return Option(*option).one_of(std::move(names_of_all));
}

CommandLine::CommandLine(const std::string& sentence, const std::string& name, const std::string& version)
    : app_(std::make_unique<CLI::App>(sentence, name)) {
  app_->set_version_flag("--version", version);
  // An error quotes what was typed.
  app_->failure_message([](const CLI::App* app, const CLI::Error& error) {
    return CLI::FailureMessage::simple(
        app, CLI::Error(error.get_name(), words_of(*app, error), error.get_exit_code()));
  });
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() const { return Command(*app_); }

std::optional<bool> CommandLine::parse(int argc, char** argv) {
  if (const std::string wrong = wrong_command(*app_, argc, argv); !wrong.empty()) {
    std::cerr << wrong << "\n";
    return false;
  }
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0;
  }
  return std::nullopt;
}

}  // namespace gatewarden::app
