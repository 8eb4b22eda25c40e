#include "gateway/config/text/not_yaml.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "gateway/config/text/missing_quotes.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

// yaml-cpp's words, or a user's for those that puzzle.
std::string syntax_rule(const std::string& reason) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords{{
      {"end of map flow", "a { is not closed, or a comma is missing"},
      {"end of sequence flow", "a [ is not closed, or a comma is missing"},
      {"illegal flow end", "a } or ] closes nothing that is open"},
      {"illegal map value", "a value may not stand here: look at the indentation and at the colons"},
      {"end of map not found", "this line does not fit in here: look at its indentation"},
      {"end of sequence not found", "this line does not fit in here: look at its indentation"},
  }};
  for (const auto& [theirs, ours] : kWords) {
    if (reason.find(theirs) != std::string::npos) return "is not YAML: " + std::string(ours);
  }
  return "is not YAML: " + excerpt(reason);
}

// The first tab that indents a line; parsers often stop far from it.
std::optional<Place> indenting_tab(std::string_view text) {
  int line = 1;
  for (std::size_t start = 0; start < text.size(); ++line) {
    const std::size_t first = text.find_first_not_of(' ', start);
    if (first != std::string_view::npos && text[first] == '\t')
      return Place{nullptr, line, static_cast<int>(first - start) + 1};
    const std::size_t end = text.find('\n', start);
    if (end == std::string_view::npos) break;
    start = end + 1;
  }
  return std::nullopt;
}

}  // namespace

bool check_text(std::string_view text, const std::shared_ptr<const std::string>& file, Problems& problems) {
  const std::size_t at = first_foreign_byte(text);
  if (at == std::string_view::npos) return true;
  const std::string_view before = text.substr(0, at);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  const auto column = static_cast<int>(at - (start == std::string_view::npos ? 0 : start + 1)) + 1;
  problems.add(Problem{"F002", Place{file, line, column}, "", "",
                       "is not a text in UTF-8: a byte that does not belong there", ""});
  return false;
}

Problem syntax_problem(std::string_view text, Place place, const std::string& reason) {
  Problem problem{"F002", std::move(place), "", "", syntax_rule(reason), ""};
  if (const auto tab = indenting_tab(text); tab && tab->line <= problem.place.line) {
    problem.place.line = tab->line;
    problem.place.column = tab->column;
    problem.rule = "is not YAML: lines are indented with spaces, never with tabs";
    return problem;
  }
  return quotes_problem(text, problem.place.file).value_or(std::move(problem));
}

std::optional<Problem> quotes_problem(std::string_view text, const std::shared_ptr<const std::string>& file) {
  const auto missing = find_missing_quotes(text);
  if (!missing) return std::nullopt;
  return Problem{"F002",
                 Place{file, missing->line, missing->column},
                 "",
                 "",
                 "is not YAML: " + missing->rule,
                 missing->repair,
                 !missing->repair.empty()};
}

}  // namespace gatewarden::config
