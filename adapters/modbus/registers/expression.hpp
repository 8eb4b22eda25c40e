// A value computed from others: "(l1 + l2 + l3) / 3". Parsed when the fleet loads; evaluated without allocation
// in time bounded by its length. Pure.
//
//   sum     = product { ("+" | "-") product }
//   product = factor { ("*" | "/") factor }
//   factor  = { "-" | "+" } ( number | name | call | "(" sum ")" )
//   call    = ("min" | "max") "(" sum { "," sum } ")" | "abs" "(" sum ")"
//   number  = decimal, 12 or 0.5 or 1e3;   name = a letter or _, then letters, digits and _
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatewarden::modbus {

class Expression {
 public:
  static constexpr std::size_t kMaxCharacters = 256;
  static constexpr unsigned kMaxDepth = 16;  // nested brackets, calls and signs

  // Why a text is not an expression; `at`: a character, from 0.
  struct Fault {
    std::size_t at = 0;
    std::string what;  // "unknown name pwr; there are l1, l2"
  };
  // `names`: the operands in order.
  static std::variant<Expression, Fault> parse(std::string_view text, std::span<const std::string> names);
  static bool is_name(std::string_view text);  // not min, max or abs
  static bool is_blank(char c);                // between two words

  // One operand per name. A missing one (NaN) or a division by 0 gives NaN.
  double value(std::span<const double> operands) const;
  bool uses(std::size_t operand) const;

 private:
  friend class ExpressionParser;
  enum class Op : std::uint8_t {
    number,
    operand,
    add,
    subtract,
    multiply,
    divide,
    negate,
    least,
    greatest,
    size
  };
  struct Step {
    Op op;
    double number = 0;
    std::uint32_t operand = 0;
  };
  std::vector<Step> steps_;  // operands first
};

}  // namespace gatewarden::modbus
