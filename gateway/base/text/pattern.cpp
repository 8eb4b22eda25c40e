#include "gateway/base/text/pattern.hpp"

#include <regex>

namespace gatewarden {

struct Pattern::Compiled {
  std::regex expression;
};

Pattern::Pattern(std::string_view expression)
    : compiled_(std::make_shared<const Compiled>(Compiled{std::regex(
          expression.begin(), expression.end(), std::regex::ECMAScript | std::regex::optimize)})) {}

bool Pattern::matches(std::string_view text) const {
  return std::regex_match(text.begin(), text.end(), compiled_->expression);
}

}  // namespace gatewarden
