// A regular expression (ECMAScript) that a whole text must match.
// Only this class knows <regex>, which costs a source two seconds to compile.
#pragma once

#include <memory>
#include <string_view>

namespace gatewarden {

class Pattern {
 public:
  // `expression` comes from our own tables; one that is wrong throws std::regex_error.
  explicit Pattern(std::string_view expression);
  bool matches(std::string_view text) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;  // immutable
};

}  // namespace gatewarden
