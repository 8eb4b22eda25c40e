// ${VAR} in the fleet file: values from the environment, which differ between machines.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// The variables of the process, or a test's.
class Environment {
 public:
  // Nothing for an unset variable.
  using Lookup = std::function<std::optional<std::string>(const std::string& name)>;
  explicit Environment(Lookup lookup) : lookup_(std::move(lookup)) {}
  static Environment of_process();
  std::optional<std::string> operator()(const std::string& name) const { return lookup_(name); }

 private:
  Lookup lookup_;
};

// A text with its variables filled in, or its error.
struct Filled {
  std::string text;
  bool changed = false;
  std::string code;  // "F006", "F007", "F014", "F003"; empty if well
  std::string rule;
  std::string example;  // of the text
};

// ${VAR} is the variable, but for one that may hold a secret by its name (F014: AWS_..., SVCUID, ..._PASSWORD); ${VAR:-text} is `text` if it is unset or empty; $${ stands for ${.
Filled fill_in(std::string_view text, const Environment& environment);

// Gives a scalar its text. A problem with its variables, or a character that cannot be seen (F029), marks the node
// as refused: its reader then stays silent.
std::optional<Problem> fill_scalar(ConfigNode& node, std::string written, bool quoted,
                                   const Environment& environment);

// YAML's flow style ends a plain word at a brace and would misread { endpoint: ${HOST} }. Before parsing, the
// braces of ${...} become these two bytes, which no YAML may hold; columns stay.
inline constexpr char kOpened = '\x01';
inline constexpr char kClosed = '\x02';
std::string hide_braces(std::string text);
std::string show_braces(std::string text);

}  // namespace gatewarden::config
