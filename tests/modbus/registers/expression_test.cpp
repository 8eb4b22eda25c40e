#include "adapters/modbus/registers/expression.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using gatewarden::modbus::Expression;

namespace {

const std::vector<std::string> kNames{"a", "b", "l1_power"};
const std::vector<double> kValues{3, 4, -0.5};
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double value_of(const std::string& text, const std::vector<double>& values = kValues) {
  const auto parsed = Expression::parse(text, kNames);
  if (const auto* fault = std::get_if<Expression::Fault>(&parsed)) FAIL(text << ": " << fault->what);
  return std::get<Expression>(parsed).value(values);
}

Expression::Fault fault_of(const std::string& text) {
  const auto parsed = Expression::parse(text, kNames);
  INFO(text);
  REQUIRE(std::holds_alternative<Expression::Fault>(parsed));
  return std::get<Expression::Fault>(parsed);
}

std::string repeated(const std::string& text, unsigned times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

// A random formula with its value, computed by C++ operators.
struct Made {
  std::string text;
  double value;
};
Made make(std::mt19937& random, unsigned depth) {
  const unsigned kind = depth == 0 ? random() % 2 : random() % 8;
  if (kind == 0) {
    const unsigned number = random() % 1000;
    return {std::to_string(number), static_cast<double>(number)};
  }
  if (kind == 1) {
    const std::size_t which = random() % kNames.size();
    return {kNames[which], kValues[which]};
  }
  const Made left = make(random, depth - 1), right = make(random, depth - 1);
  switch (kind) {
    case 2:
      return {"(" + left.text + " + " + right.text + ")", left.value + right.value};
    case 3:
      return {"(" + left.text + "-" + right.text + ")", left.value - right.value};
    case 4:
      return {"(" + left.text + ")*(" + right.text + ")", left.value * right.value};
    case 5:
      return {"max(" + left.text + "," + right.text + ")", std::max(left.value, right.value)};
    case 6:
      return {"min(" + left.text + ", " + right.text + ")", std::min(left.value, right.value)};
    default:
      return {"-abs(" + left.text + ")", -std::abs(left.value)};
  }
}

}  // namespace

TEST_CASE("a formula is worth what its signs, brackets and functions say") {
  CHECK(value_of("a + b * 2") == 11);
  CHECK(value_of("(a + b) * 2") == 14);
  CHECK(value_of("a - b - 1") == -2);
  CHECK(value_of("24 / a / 2") == 4);
  CHECK(value_of("-a * -b") == 12);
  CHECK(value_of("2 - -3") == 5);
  CHECK(value_of("+a") == 3);
  CHECK(value_of("1.5e3 + .5") == 1500.5);
  CHECK(value_of("  l1_power*2\t") == -1);
  CHECK(value_of("min(a, b, 1) + max(a, b) + abs(l1_power)") == 5.5);
  CHECK(value_of("max(a)") == 3);
}

TEST_CASE("a missing operand makes the result missing, wherever it stands, and so does a division by zero") {
  const std::vector<double> values{kMissing, 4, 1};
  for (const std::string text : {"a + b", "b - a", "a * 0", "min(a, b)", "min(b, a)", "max(a, b)",
                                 "max(b, a)", "abs(-a)", "b / a", "min(b, a, l1_power)"}) {
    INFO(text);
    CHECK(std::isnan(value_of(text, values)));
  }
  CHECK(value_of("b + l1_power", values) == 5);
  CHECK(std::isnan(value_of("b / (a - a)", kValues)));
}

TEST_CASE("what is no formula is refused at the character where it goes wrong") {
  CHECK(fault_of("").at == 0);
  CHECK(fault_of("a +").at == 3);
  CHECK(fault_of("a b").at == 2);
  CHECK(fault_of("(a + b").at == 6);
  CHECK(fault_of("a + b)").at == 5);
  CHECK(fault_of("a ^ 2").at == 2);
  CHECK(fault_of("a + c").at == 4);
  CHECK_THAT(fault_of("a + c").what, Catch::Contains("unknown name c; there are a, b, l1_power"));
  CHECK(fault_of("2 * sqrt(a)").at == 4);
  CHECK_THAT(fault_of("sqrt(a)").what, Catch::Contains("min, max and abs"));
  CHECK(fault_of("abs(a, b)").at == 5);
  CHECK(fault_of("min()").at == 4);
  CHECK(fault_of("0x10").at == 0);
  CHECK(fault_of("1e999").at == 0);
  CHECK(fault_of("1.2.3").at == 0);
  CHECK(fault_of(".").at == 0);
  CHECK(fault_of("a; b").at == 1);
  CHECK(fault_of("a\xff").at == 1);
  CHECK_THAT(fault_of("a ^ 2").what, Catch::Contains("^"));
  for (const char* unseen : {"a\xff", "a\x01"})
    CHECK_THAT(fault_of(unseen).what, Catch::Contains("a character that is not allowed"));
}

TEST_CASE("length and depth of a formula are bounded") {
  CHECK(value_of("1" + repeated("+1", 127)) == 128);
  CHECK_THAT(fault_of("1" + repeated("+1", 128)).what, Catch::Contains("256 characters"));
  CHECK(value_of(repeated("(", 15) + "a" + repeated(")", 15)) == 3);
  CHECK_THAT(fault_of(repeated("(", 16) + "a" + repeated(")", 16)).what, Catch::Contains("16 levels"));
  CHECK_THAT(fault_of(repeated("-", 200) + "a").what, Catch::Contains("16 levels"));
  // The deepest stack: a sum, a product and a function's argument on every level.
  CHECK(value_of(repeated("1+1*max(1,", 15) + "a" + repeated(")", 15)) == 18);
}

TEST_CASE("an operand's name is a word of its own") {
  for (const char* good : {"a", "_x", "Power_L1", "min1"}) CHECK(Expression::is_name(good));
  for (const char* bad : {"", "1a", "a-b", "a b", "min", "max", "abs", "\xc3\xa4"})
    CHECK_FALSE(Expression::is_name(bad));
}

TEST_CASE("random formulas are worth what the language's own operators make of them") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const Made made = make(random, 1 + random() % 3);
    if (made.text.size() > Expression::kMaxCharacters) continue;
    INFO(made.text);
    REQUIRE(value_of(made.text) == made.value);
  }
}
