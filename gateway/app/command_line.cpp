#include "gateway/app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <map>

#include "gateway/base/duration_text.hpp"

namespace gatewarden::app {

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
  option_->check(CLI::IsMember(std::move(words)));
  return *this;
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
  auto* option = app_->add_option_function<int>(
      names, [take = std::move(take)](const int& number) { take(number); }, sentence);
  option->transform(CLI::CheckedTransformer(std::map<std::string, int>(words.begin(), words.end())));
  return Option(*option);
}

CommandLine::CommandLine(const std::string& sentence, const std::string& name, const std::string& version)
    : app_(std::make_unique<CLI::App>(sentence, name)) {
  app_->set_version_flag("--version", version);
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() const { return Command(*app_); }

std::optional<bool> CommandLine::parse(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0;
  }
  return std::nullopt;
}

}  // namespace gatewarden::app
