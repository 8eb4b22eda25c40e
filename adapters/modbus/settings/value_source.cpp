#include "adapters/modbus/settings/value_source.hpp"

#include <cassert>
#include <utility>
#include <variant>

namespace gatewarden::modbus {

std::vector<std::string> ValueSource::operand_names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : of) names.push_back(name);
  return names;
}

Expression ValueSource::expression() const {
  auto parsed = Expression::parse(compute.value_or("0"), operand_names());
  assert(std::holds_alternative<Expression>(parsed) && "checked when the fleet was read");
  return std::get<Expression>(std::move(parsed));
}

ValueSource ValueSource::canonical() const {
  ValueSource same = *this;
  if (compute) {
    std::erase_if(*same.compute, Expression::is_blank);
    for (auto& [name, value] : same.of) value = value.canonical();
  } else if (in_registers()) {
    static_cast<RegisterSource&>(same) = RegisterSource::canonical();
  }
  return same;
}

}  // namespace gatewarden::modbus
