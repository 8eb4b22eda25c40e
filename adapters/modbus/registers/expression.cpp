#include "adapters/modbus/registers/expression.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>

#include "gateway/base/text/ascii.hpp"

namespace gatewarden::modbus {
namespace {

// Each level of depth keeps at most three values waiting (a sum, a product, the arguments so
// far); one more is being computed.
constexpr std::size_t kMaxWaiting = 3 * (Expression::kMaxDepth + 1) + 1;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string printable_character(char c) {
  return c > ' ' && c < 127 ? std::string(1, c) : "a character that is not allowed";
}

}  // namespace

// Recursive descent through the grammar of the header, one function per rule. After the first
// fault every rule returns at once.
class ExpressionParser {
 public:
  using Op = Expression::Op;
  using Fault = Expression::Fault;

  ExpressionParser(std::string_view text, std::span<const std::string> names) : text_(text), names_(names) {}

  std::variant<Expression, Fault> parse() {
    if (text_.size() > Expression::kMaxCharacters) {
      return Fault{Expression::kMaxCharacters,
                   "longer than " + std::to_string(Expression::kMaxCharacters) + " characters"};
    }
    sum();
    if (!fault_ && !at_end()) fail("expected + - * / or the end, found " + printable_character(text_[at_]));
    if (fault_) return *fault_;
    return std::move(result_);
  }

 private:
  void sum() {
    product();
    while (!fault_ && !at_end() && (text_[at_] == '+' || text_[at_] == '-')) {
      const Op op = text_[at_++] == '+' ? Op::add : Op::subtract;
      product();
      step(op);
    }
  }

  void product() {
    factor();
    while (!fault_ && !at_end() && (text_[at_] == '*' || text_[at_] == '/')) {
      const Op op = text_[at_++] == '*' ? Op::multiply : Op::divide;
      factor();
      step(op);
    }
  }

  void factor() {
    if (fault_) return;
    if (depth_ == Expression::kMaxDepth) {
      return fail("more than " + std::to_string(Expression::kMaxDepth) + " levels of brackets and signs");
    }
    ++depth_;
    if (at_end()) {
      fail("expected a number, a name or ( here, where it ends");
    } else if (const char c = text_[at_]; c == '-' || c == '+') {
      ++at_;
      factor();
      if (c == '-') step(Op::negate);
    } else if (c == '(') {
      ++at_;
      sum();
      expect(')');
    } else if (is_digit(c) || c == '.') {
      number();
    } else if (is_letter(c)) {
      name_or_call();
    } else {
      fail("expected a number, a name or (, found " + printable_character(c));
    }
    --depth_;
  }

  void number() {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value, std::chars_format::general);
    if (error != std::errc() || !std::isfinite(value)) return fail("an unreadable number");
    const auto next = static_cast<std::size_t>(end - text_.data());
    if (next < text_.size() && (is_letter(text_[next]) || text_[next] == '.')) {
      return fail("a number that goes on with " + printable_character(text_[next]) +
                  "; there are decimal ones only");
    }
    at_ = next;
    result_.steps_.push_back({Op::number, value, 0});
  }

  void name_or_call() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (!at_end() && text_[at_] == '(') return call(name, begin);
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found != names_.end()) {
      result_.steps_.push_back({Op::operand, 0, static_cast<std::uint32_t>(found - names_.begin())});
      return;
    }
    at_ = begin;
    std::string known;
    for (const std::string& each : names_) known += (known.empty() ? "" : ", ") + each;
    fail("unknown name " + std::string(name) + "; there are " + (known.empty() ? "none" : known));
  }

  void call(std::string_view name, std::size_t begin) {
    if (name != "min" && name != "max" && name != "abs") {
      at_ = begin;
      return fail("unknown function " + std::string(name) + "; there are min, max and abs");
    }
    ++at_;
    sum();
    if (name == "abs") {
      step(Op::size);
    } else {
      while (!fault_ && !at_end() && text_[at_] == ',') {
        ++at_;
        sum();
        step(name == "min" ? Op::least : Op::greatest);
      }
    }
    expect(')');
  }

  void expect(char wanted) {
    if (fault_) return;
    if (at_end() || text_[at_] != wanted) return fail("expected " + std::string(1, wanted));
    ++at_;
  }
  void step(Op op) {
    if (!fault_) result_.steps_.push_back({op, 0, 0});
  }
  bool at_end() {
    while (at_ < text_.size() && Expression::is_blank(text_[at_])) ++at_;
    return at_ == text_.size();
  }
  void fail(std::string what) {
    if (!fault_) fault_ = Fault{at_, std::move(what)};
  }

  std::string_view text_;
  std::span<const std::string> names_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  std::optional<Fault> fault_;
  Expression result_;
};

std::variant<Expression, Expression::Fault> Expression::parse(std::string_view text,
                                                              std::span<const std::string> names) {
  return ExpressionParser(text, names).parse();
}

bool Expression::is_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && text != "min" && text != "max" && text != "abs" &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

bool Expression::is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool Expression::uses(std::size_t operand) const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [&](const Step& step) { return step.op == Op::operand && step.operand == operand; });
}

double Expression::value(std::span<const double> operands) const {
  std::array<double, kMaxWaiting> waiting;
  std::size_t count = 0;
  for (const Step& step : steps_) {
    if (step.op == Op::number || step.op == Op::operand) {
      waiting[count++] = step.op == Op::number ? step.number : operands[step.operand];
      continue;
    }
    double& last = waiting[count - 1];
    if (step.op == Op::negate || step.op == Op::size) {
      last = step.op == Op::negate ? -last : std::abs(last);
      continue;
    }
    double& left = waiting[count - 2];
    const double right = last;
    --count;
    switch (step.op) {
      case Op::add:
        left += right;
        break;
      case Op::subtract:
        left -= right;
        break;
      case Op::multiply:
        left *= right;
        break;
      case Op::divide:
        left = right == 0 ? std::numeric_limits<double>::quiet_NaN() : left / right;
        break;
      default:  // NaN compares false and must not select the other value
        if (std::isnan(right) || (step.op == Op::least ? right < left : right > left)) left = right;
        break;
    }
  }
  return count == 1 ? waiting[0] : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace gatewarden::modbus
