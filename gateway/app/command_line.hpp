// The command line. CLI11 stays in command_line.cpp: its header costs each source some five seconds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gatewarden::app {

// A handle: copies mean the same option; the command line outlives them.
class Option {
 public:
  Option required() const;
  Option between(double least, double most) const;
  Option one_of(std::vector<std::string> words) const;
  Option shown_as(const std::string& placeholder) const;  // in the help, after the name
  Option or_environment(const std::string& variable) const;
  Option shows_default() const;
  Option excludes(const Option& other) const;

 private:
  friend class Command;
  explicit Option(CLI::Option& option) : option_(&option) {}
  CLI::Option* option_;
};

// A command or a group of its options; a handle too. Places written to must outlive parse().
class Command {
 public:
  Command add_command(const std::string& name, const std::string& sentence) const;
  void needs_a_command() const;
  // At most one option of the group may be given.
  Command add_alternatives(const std::string& title) const;
  void footer(const std::string& text) const;
  void chosen(std::function<void()> callback) const;

  // `names`: "--unit,--units", or "fleet" without dashes.
  Option flag(const std::string& names, bool& place, const std::string& sentence) const;
  Option text(const std::string& names, std::string& place, const std::string& sentence) const;
  Option path(const std::string& names, std::filesystem::path& place, const std::string& sentence) const;
  Option number(const std::string& names, std::uint64_t& place, const std::string& sentence) const;
  Option number(const std::string& names, unsigned& place, const std::string& sentence) const;
  Option number(const std::string& names, std::optional<unsigned>& place, const std::string& sentence) const;
  Option number(const std::string& names, std::optional<std::uint16_t>& place,
                const std::string& sentence) const;
  // As in the fleet file: 300ms, 2s.
  Option duration(const std::string& names, std::optional<Duration>& place,
                  const std::string& sentence) const;
  // "500ms", "1m"; seconds without a unit.
  Option seconds(const std::string& names, double& place, const std::string& sentence) const;
  // One of the words; `take` gets its number.
  Option choice(const std::string& names, const std::vector<std::pair<std::string, int>>& words,
                std::function<void(int)> take, const std::string& sentence) const;

 private:
  friend class CommandLine;
  explicit Command(CLI::App& app) : app_(&app) {}
  CLI::App* app_;
};

class CommandLine {
 public:
  CommandLine(const std::string& sentence, const std::string& name, const std::string& version);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command root() const;
  // Calls chosen() of the chosen command and returns nothing. Otherwise it has printed help or version
  // (true) or a mistake (false).
  std::optional<bool> parse(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace gatewarden::app
