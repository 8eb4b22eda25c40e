// What a line was meant to be that makes a text no YAML: the usual slips, each tried and judged by the parser.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::config {

struct LineMeant {
  int line = 0, column = 0;  // from 1: where the repair begins; it goes on to the end of the line
  std::string rule;          // "a blank follows the colon"
  std::string repair;        // empty if it may show a secret, or if the line is to be left out
};

// Of the line where the parser stopped (from 1) and those it may have gone wrong at. `stops_at` parses a text and says
// the line where that stops, above all lines if it does not. Of all slips the one whose repair leads farthest is told;
// none if none leads farther, or if the text up to a little behind the place has more than 16 KB.
std::optional<LineMeant> line_meant(std::string_view text, int stopped,
                                    const std::function<int(const std::string& text)>& stops_at);

}  // namespace gatewarden::config
