#include "adapters/modbus/config/value_source_rules.hpp"

#include "adapters/modbus/config/code_rules.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

bool is_integer(DataType as) {
  return registers_of(as) != 0 && as != DataType::float32 && as != DataType::float64;
}
bool is_sized(DataType as) { return registers_of(as) == 0; }

// Each rule names the key it refuses.
class RegisterRules {
 public:
  RegisterRules(const RegisterSource& value, const ConfigNode& node, Problems& problems)
      : value_(value), node_(node), problems_(problems) {}

  void check_type() const {
    if (is_bits(value_.table())) return check_one_bit();
    check_length();
    check_bits();
  }
  void check_words() const {
    const bool bits = is_bits(value_.table());
    check_labels(bits);
    if (!bits) check_flags();
  }
  void check_operand() const {
    if (value_.as != DataType::text && value_.labels.empty() && value_.flags.empty()) return;
    refuse(value_.as == DataType::text ? "as"
           : value_.flags.empty()      ? "labels"
                                       : "flags",
           "M023", "only numbers can be computed with", "{ holding: 12, as: int32 }");
  }
  void check_valid() const {
    if (!value_.valid || value_.valid->from <= value_.valid->to) return;
    refuse("valid", "M006", "`from` must not be above `to`", "valid: { from: 0, to: 400 }");
  }

  void check_notation() const {
    if (!value_.numbered) return;
    const auto read = parse_register(*value_.numbered);
    if (const auto* fault = std::get_if<std::string>(&read)) {
      return refuse("register", "M021", *fault, "register: \"40053\"");
    }
    if (value_.base == 0) {
      const auto place = std::get<Numbered>(read);
      const std::string table(table_name(place.table));
      refuse("base", "M021",
             "the notation " + *value_.numbered + " counts from 1 and means " + table + " " +
                 std::to_string(place.address) + "; counted from 0 it would be " + table + " " +
                 std::to_string(place.address + 1) + ": say which",
             table + ": " + std::to_string(place.address));
    }
  }
  // Numbers only; codes with labels may still be listed under `no_value`.
  void check_number_keys() const {
    const bool is_text = value_.as == DataType::text;
    if (!is_text && value_.labels.empty() && value_.flags.empty()) {
      if (value_.scale == 0) refuse("scale", "M007", "a scale of 0 makes every value the same", "scale: 0.1");
      return;
    }
    for (const char* key : {"scale", "offset", "scale_from", "valid"}) refuse_of_number(key);
    if (is_text) refuse_of_number("no_value");
  }

 private:
  void refuse(const char* key, const char* code, std::string rule, std::string example) const {
    const ConfigNode* at = node_.find(key);
    problems_.add(problem_at(at ? *at : node_, code, std::move(rule), std::move(example)));
  }

  void check_one_bit() const {
    for (const char* key : {"as", "order", "bit", "mask", "length", "no_value", "flags", "scale_from"}) {
      if (node_.find(key)) {
        refuse(key, "M001",
               std::string("`") + key + "` is for registers; a coil or discrete input is one bit",
               "{ coil: 12 }");
      }
    }
  }

  void check_bits() const {
    const unsigned bits = 16u * registers_of(value_.as);
    if ((value_.bit || value_.mask) && !is_integer(value_.as)) {
      refuse(value_.bit ? "bit" : "mask", "M005", "bits are taken from integers only",
             "{ holding: 7, as: uint16, bit: 3 }");
    } else if (value_.bit && *value_.bit >= bits) {
      refuse("bit", "M005", "the value has the bits 0 to " + std::to_string(bits - 1), "bit: 3");
    } else if (value_.mask && bits < 64 && *value_.mask >> bits != 0) {
      refuse("mask", "M005", "the mask is wider than the value's " + std::to_string(bits) + " bits",
             "mask: 0x0F00");
    }
  }

  void check_length() const {
    if (!is_sized(value_.as)) {
      if (value_.length) {
        refuse("length", "M002", "only strings, BCD and Mod-10k have a length",
               "{ holding: 100, as: string, length: 8 }");
      }
      return;
    }
    if (!value_.length) {
      problems_.add(problem_missing(node_, "length", "M002", "this type needs its length, in registers",
                                    value_.as == DataType::text ? "{ holding: 100, as: string, length: 8 }"
                                                                : "{ holding: 100, as: bcd, length: 2 }"));
    } else if (value_.as != DataType::text && *value_.length > 4) {
      refuse("length", "M002", "a number has at most 4 registers", "length: 2");
    }
  }

  void check_labels(bool bits) const {
    if (!node_.find("labels")) return;
    if (!bits && !is_integer(value_.as)) {
      refuse("labels", "M004", "labels name the codes of an integer",
             "{ holding: 7, labels: { 0: off, 1: on } }");
    }
    for (const auto& entry : node_.find("labels")->entries()) {
      if (parse_code(entry.key)) continue;
      problems_.add(
          problem_at(entry, "M004", "the key of a label is a whole number", "labels: { 0: off, 1: on }"));
    }
  }

  void check_flags() const {
    if (!node_.find("flags")) return;
    if (!is_integer(value_.as) || value_.bit || value_.mask) {
      refuse("flags", "M005", "flags name the bits of an integer, each on its own: without bit and mask",
             "{ holding: 7, flags: { 0: phase_lost, 3: overload } }");
    }
    const int bits = 16 * registers_of(value_.as);
    for (const auto& entry : node_.find("flags")->entries()) {
      const auto place = parse_code(entry.key);
      if (place && *place >= 0 && (bits == 0 || *place < bits)) continue;
      problems_.add(problem_at(
          entry, "M005", "the key of a flag is its bit, from 0 to " + std::to_string(std::max(bits, 1) - 1),
          "flags: { 0: phase_lost, 3: overload }"));
    }
  }

  void refuse_of_number(const char* key) const {
    if (!node_.find(key)) return;
    refuse(key, "M024", std::string("`") + key + "` is for numbers; this value is reported in words",
           "{ holding: 84, as: int16, scale: 0.1 }");
  }

  const RegisterSource& value_;
  const ConfigNode& node_;
  Problems& problems_;
};

// The fault's column within a one-line text.
void refuse_formula(const ConfigNode& node, const Expression::Fault& fault, Problems& problems) {
  auto problem = problem_at(node, "M022", fault.what + ", at character " + std::to_string(fault.at + 1),
                            "compute: \"l1 + l2 + l3\"");
  problem.place.column += static_cast<int>(fault.at) + (node.quoted() ? 1 : 0);
  problems.add(std::move(problem));
}

}  // namespace

std::vector<RegisterRule> register_rules(bool operand) {
  using Value = RegisterSource;
  const auto rule = [](std::vector<std::string> keys, auto check) {
    return RegisterRule{std::move(keys), check};
  };
  std::vector<RegisterRule> rules{
      rule({"base"},
           [](const Value& v, const ConfigNode& n, Problems& p) { RegisterRules(v, n, p).check_notation(); }),
      rule({"as", "order", "bit", "mask", "length"},
           [](const Value& v, const ConfigNode& n, Problems& p) { RegisterRules(v, n, p).check_type(); }),
      rule({"as", "bit", "mask", "labels", "flags"},
           [](const Value& v, const ConfigNode& n, Problems& p) { RegisterRules(v, n, p).check_words(); }),
      rule({"as", "labels", "flags", "scale"},
           [](const Value& v, const ConfigNode& n, Problems& p) {
             RegisterRules(v, n, p).check_number_keys();
           }),
      rule({"valid"},
           [](const Value& v, const ConfigNode& n, Problems& p) { RegisterRules(v, n, p).check_valid(); }),
      rule({"as", "length", "bit", "mask", "labels", "flags", "no_value"}, check_codes)};
  if (operand) {
    rules.push_back(rule({"as", "labels", "flags"}, [](const Value& v, const ConfigNode& n, Problems& p) {
      RegisterRules(v, n, p).check_operand();
    }));
  }
  return rules;
}

void check_watched(const ConfigNode& node, Problems& problems) {
  for (const auto& entry : node.entries()) {
    if (entry.key == "traffic" || entry.key == "identity" || entry.key == "settings") continue;
    problems.add(problem_at(entry, "M041",
                            "`" + entry.key + "` is for values in registers; this one is in none",
                            "from: { traffic: timeouts }"));
  }
}

void check_computed(const ValueSource& from, const ConfigNode& node, Problems& problems) {
  for (const auto& entry : node.entries()) {
    if (entry.key == "compute" || entry.key == "of" || entry.key == "valid") continue;
    problems.add(problem_at(entry, "M020",
                            "`" + entry.key + "` belongs to the values under `of`, not beside `compute`",
                            "{ compute: \"a + b\", of: { a: { holding: 1 }, b: { holding: 2 } } }"));
  }
  if (from.valid && from.valid->from > from.valid->to) {
    problems.add(problem_at(*node.find("valid"), "M006", "`from` must not be above `to`",
                            "valid: { from: 0, to: 400 }"));
  }
  const ConfigNode* of = node.find("of");
  if (of) {
    for (const auto& entry : of->entries()) {
      if (Expression::is_name(entry.key)) continue;
      problems.add(
          problem_at(entry, "M023",
                     "an operand's name begins with a letter, goes on with letters, digits and _, and is "
                     "not min, max or abs",
                     "of: { l1: { holding: 12 } }"));
    }
  }
  const auto names = from.operand_names();
  const auto parsed = Expression::parse(*from.compute, names);
  if (const auto* fault = std::get_if<Expression::Fault>(&parsed)) {
    return refuse_formula(*node.find("compute"), *fault, problems);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::get<Expression>(parsed).uses(i)) continue;
    problems.add(problem_at(*of->find(names[i]), "M023", "this value is read but not computed with",
                            "compute: \"... + " + names[i] + "\""));
  }
  if (names.empty()) {
    problems.add(problem_missing(node, "of", "M023", "is missing: which values are computed with?",
                                 "of: { l1: { holding: 12 } }"));
  }
}

}  // namespace gatewarden::modbus
