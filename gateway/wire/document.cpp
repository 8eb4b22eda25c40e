#include "gateway/wire/document.hpp"

#include <cmath>
#include <limits>

namespace gatewarden {

const Node* Node::find(std::string_view key) const {
  const Members* members = object();
  if (!members) return nullptr;
  for (const Member& member : *members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::optional<std::int64_t> whole_value(Number number) {
  switch (number.kind()) {
    case Number::Kind::integer:
      return number.integer_value();
    case Number::Kind::natural:
      if (number.natural_value() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        break;
      return static_cast<std::int64_t>(number.natural_value());
    case Number::Kind::real: {
      const double real = number.real_value();
      constexpr double kBeyond = 9223372036854775808.0;  // 2^63
      if (!(real >= -kBeyond && real < kBeyond) || real != std::trunc(real)) break;
      return static_cast<std::int64_t>(real);
    }
  }
  return std::nullopt;
}

}  // namespace gatewarden
