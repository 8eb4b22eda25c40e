// Why a text is not YAML, in a user's words.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/config/text/problems.hpp"

namespace gatewarden::config {

// False, with F002 at its place, if not UTF-8 or with control characters.
bool check_text(std::string_view text, const std::shared_ptr<const std::string>& file, Problems& problems);
// F002 where quotes are missing, the reason for much that YAML says of other places; nothing if none are.
std::optional<Problem> quotes_problem(std::string_view text, const std::shared_ptr<const std::string>& file);
// F002 from the parser's words; it stopped at `place`.
Problem syntax_problem(std::string_view text, Place place, const std::string& reason);

}  // namespace gatewarden::config
