// Quotes that are missing in a text that YAML misreads for want of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::config {

// proxy_password in any of its spellings, but not proxy_password_file.
bool mentions_secret(std::string_view text);

struct MissingQuotes {
  int line = 0, column = 0;  // from 1
  std::string rule;
  std::string repair;  // in that place, up to the end of what it repairs; empty if it may show a secret
};

// The first quote that is not closed on its line, or {placeholder} that stands in { } without quotes.
std::optional<MissingQuotes> find_missing_quotes(std::string_view text);

}  // namespace gatewarden::config
