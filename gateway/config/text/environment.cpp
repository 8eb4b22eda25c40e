#include "gateway/config/text/environment.hpp"

#include <algorithm>
#include <cstdlib>

namespace gatewarden::config {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;  // of one value

bool name_character(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return letter || (!first && c >= '0' && c <= '9');
}

// The length of NAME or NAME:-default before the closing brace; npos if there is none.
std::size_t closing_brace(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && name_character(text[end], end == 0)) ++end;
  if (end == 0) return std::string_view::npos;
  if (text.substr(end).starts_with(":-")) {
    end = text.find_first_of("}\n", end);
    if (end == std::string_view::npos) return end;
  }
  return end < text.size() && text[end] == '}' ? end : std::string_view::npos;
}

Filled failed(std::string code, std::string rule, std::string example) {
  Filled result;
  result.code = std::move(code);
  result.rule = std::move(rule);
  result.example = std::move(example);
  return result;
}

}  // namespace

Environment Environment::of_process() {
  return Environment([](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
}

Filled fill_in(std::string_view text, const Environment& environment) {
  Filled result;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("$${")) {
      result.text += "${";
      result.changed = true;
      i += 3;
      continue;
    }
    if (!rest.starts_with("${")) {
      result.text += text[i++];
      continue;
    }
    const std::size_t close = closing_brace(rest.substr(2));
    if (close == std::string_view::npos) {
      return failed("F007", "a variable is written ${NAME} or ${NAME:-default}; $${ stands for ${ itself",
                    "${NAME}");
    }
    const std::string_view inside = rest.substr(2, close);
    const std::size_t dash = inside.find(":-");
    const std::string name(inside.substr(0, dash));
    const auto value = environment(name);
    const bool use_default = dash != std::string_view::npos && (!value || value->empty());
    if (!value && !use_default) {
      return failed("F006", "the environment variable " + name + " is not set: set it, or give a default",
                    "${" + name + ":-default}");
    }
    result.text += use_default ? std::string(inside.substr(dash + 2)) : *value;
    result.changed = true;
    if (result.text.size() > kMaxBytes) {
      return failed("F003", "is longer than 64 KB after its variables are filled in", "");
    }
    i += 2 + close + 1;
  }
  return result;
}

std::optional<Problem> fill_scalar(ConfigNode& node, std::string written, bool quoted,
                                   const Environment& environment) {
  if (written.find("${") == std::string::npos) {
    node.set_text(std::move(written), quoted);
    return std::nullopt;
  }
  Filled filled = fill_in(written, environment);
  if (!filled.code.empty()) {
    node.set_text(std::move(written), quoted);
    Problem problem = problem_at(node, filled.code, filled.rule, filled.example);
    node.mark_refused();
    return problem;
  }
  node.set_text(std::move(filled.text), quoted && !filled.changed);
  node.set_written(std::move(written));
  return std::nullopt;
}

std::string hide_braces(std::string text) {
  for (std::size_t i = text.find("${"); i != std::string::npos; i = text.find("${", i + 2)) {
    const std::size_t close = closing_brace(std::string_view(text).substr(i + 2));
    if (close == std::string_view::npos) continue;
    text[i + 1] = kOpened;
    text[i + 2 + close] = kClosed;
  }
  return text;
}

std::string show_braces(std::string text) {
  std::replace(text.begin(), text.end(), kOpened, '{');
  std::replace(text.begin(), text.end(), kClosed, '}');
  return text;
}

}  // namespace gatewarden::config
