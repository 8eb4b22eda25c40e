#include "gateway/config/text/environment.hpp"

#include <algorithm>
#include <cstdlib>

#include "gateway/base/text/ascii.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;  // of one value

bool name_character(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return letter || (!first && c >= '0' && c <= '9');
}

// The offset of the brace that closes the ${ before `start`, with NAME or NAME:-default between them; npos if there is
// none. `searched`: up to there no } and no line end stands after an earlier start; moves on, so that each byte is
// looked at once, however many ${ are never closed.
std::size_t closing_brace(std::string_view text, std::size_t start, std::size_t& searched) {
  std::size_t end = start;
  while (end < text.size() && name_character(text[end], end == start)) ++end;
  if (end == start) return std::string_view::npos;
  if (text.substr(end).starts_with(":-")) {
    end = std::min(text.find_first_of("}\n", std::max(end, searched)), text.size());
    searched = end;
  }
  return end < text.size() && text[end] == '}' ? end : std::string_view::npos;
}

// Credentials of the program's surroundings have no place in names, topics and hosts, which travel and are logged;
// secrets for the gateway itself stand in files, whose paths are none (CREDENTIALS_DIRECTORY of systemd). The two of
// AWS that are taken are what a Greengrass nucleus tells its components; SVCUID is their password at its socket.
bool may_be_secret(const std::string& name) {
  const std::string small = lower(name);
  const auto ends = [&](std::string_view end) { return small.ends_with(end); };
  if (small == "aws_iot_thing_name" || small == "aws_region") return false;
  if (small.starts_with("aws_") || small == "svcuid") return true;
  if (ends("_file") || ends("_path") || ends("_dir") || ends("_directory") || ends("_folder")) return false;
  return small == "key" || ends("_key") || ends("apikey") || names_a_secret(small);
}

Filled failed(std::string code, std::string rule, std::string example) {
  Filled result;
  result.code = std::move(code);
  result.rule = std::move(rule);
  result.example = std::move(example);
  return result;
}

// Of NAME or NAME:-default.
Filled value_of(std::string_view variable, const Environment& environment) {
  const std::size_t dash = variable.find(":-");
  const std::string name(variable.substr(0, dash));
  if (may_be_secret(name)) {
    return failed(
        "F014",
        "the environment variable " + name +
            " may hold a secret, and values of the fleet file are logged and sent: secrets stand in "
            "files (..._file keys); anything else in a variable of another name",
        "${PLANT7_NAME}");
  }
  const auto value = environment(name);
  const bool use_default = dash != std::string_view::npos && (!value || value->empty());
  if (!value && !use_default) {
    return failed("F006", "the environment variable " + name + " is not set: set it, or give a default",
                  "${" + name + ":-default}");
  }
  Filled filled;
  filled.text = use_default ? std::string(variable.substr(dash + 2)) : *value;
  return filled;
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
  std::size_t searched = 0;
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
    const std::size_t close = closing_brace(text, i + 2, searched);
    if (close == std::string_view::npos) {
      return failed("F007", "a variable is written ${NAME} or ${NAME:-default}; $${ stands for ${ itself",
                    "${NAME}");
    }
    Filled value = value_of(text.substr(i + 2, close - i - 2), environment);
    if (!value.code.empty()) return value;
    result.text += value.text;
    result.changed = true;
    if (result.text.size() > kMaxBytes) {
      return failed("F003", "is longer than 64 KB after its variables are filled in", "");
    }
    i = close + 1;
  }
  return result;
}

std::optional<Problem> fill_scalar(ConfigNode& node, std::string written, bool quoted,
                                   const Environment& environment) {
  Filled filled;
  const bool has_variable = written.find("${") != std::string::npos;
  if (has_variable) filled = fill_in(written, environment);
  if (filled.code.empty()) {
    filled.rule = unseen_character(has_variable ? filled.text : written);
    if (!filled.rule.empty()) filled.code = "F029";
  }
  if (!filled.code.empty()) {
    node.set_text(std::move(written), quoted);
    Problem problem = problem_at(node, filled.code, filled.rule, filled.example);
    if (filled.code == "F029") problem.value.clear();  // of several lines, maybe a key
    node.mark_refused();
    return problem;
  }
  if (!has_variable) {
    node.set_text(std::move(written), quoted);
    return std::nullopt;
  }
  node.set_text(std::move(filled.text), quoted && !filled.changed);
  node.set_written(std::move(written));
  return std::nullopt;
}

std::string hide_braces(std::string text) {
  std::size_t searched = 0;
  for (std::size_t i = text.find("${"); i != std::string::npos; i = text.find("${", i + 2)) {
    const std::size_t close = closing_brace(text, i + 2, searched);
    if (close == std::string_view::npos) continue;
    text[i + 1] = kOpened;
    text[close] = kClosed;
  }
  return text;
}

std::string show_braces(std::string text) {
  std::replace(text.begin(), text.end(), kOpened, '{');
  std::replace(text.begin(), text.end(), kClosed, '}');
  return text;
}

}  // namespace gatewarden::config
