// Any text is a formula or not. Faults lie within it; a formula has a value for any operands, and
// none if an operand is missing.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>

#include "adapters/modbus/registers/expression.hpp"

using gatewarden::modbus::Expression;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::array<std::string, 3> names{"a", "b", "c"};
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = Expression::parse(text, names);
  if (const auto* fault = std::get_if<Expression::Fault>(&parsed)) {
    require(fault->at <= size && !fault->what.empty());
    return 0;
  }
  const auto& expression = std::get<Expression>(parsed);
  const std::array<double, 3> values{3, -0.5, 1e300};
  const double value = expression.value(values);
  const double again = expression.value(values);
  require(value == again || (std::isnan(value) && std::isnan(again)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto without = values;
    without[i] = std::numeric_limits<double>::quiet_NaN();
    const double missing = expression.value(without);
    if (expression.uses(i)) {
      require(std::isnan(missing));
    } else {
      require(missing == value || (std::isnan(missing) && std::isnan(value)));
    }
  }
  return 0;
}
