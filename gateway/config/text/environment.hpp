// ${VAR} in the fleet file: values that differ from machine to machine come from the environment.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// Where variables come from: the process, or a test's own.
class Environment {
 public:
  // The value of a variable, or nothing where it is not set.
  using Lookup = std::function<std::optional<std::string>(const std::string& name)>;
  explicit Environment(Lookup lookup) : lookup_(std::move(lookup)) {}
  static Environment of_process();
  std::optional<std::string> operator()(const std::string& name) const { return lookup_(name); }

 private:
  Lookup lookup_;
};

// A text after its variables are filled in, or what is wrong with it.
struct Filled {
  std::string text;
  bool changed = false;
  std::string code;  // "F006", "F007"; empty when all is well
  std::string rule;
  std::string example;  // of the text
};

// ${VAR} is the variable; ${VAR:-text} is `text` where the variable is unset or
// empty; $${ stands for ${ itself.
Filled fill_in(std::string_view text, const Environment& environment);

// Gives a scalar node its text; what is wrong with its variables otherwise (the
// node is then marked as refused).
std::optional<Problem> fill_scalar(ConfigNode& node, std::string written, bool quoted,
                                   const Environment& environment);

// YAML's flow style ends a plain word at a brace, so that { endpoint: ${HOST} } would not mean what it says.
// Before the YAML is parsed the braces of each ${...} become these two bytes, which no YAML may hold; the
// length, and so every column, stays as it is.
inline constexpr char kOpened = '\x01';
inline constexpr char kClosed = '\x02';
std::string hide_braces(std::string text);
std::string show_braces(std::string text);

}  // namespace gatewarden::config
