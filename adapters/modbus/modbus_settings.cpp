#include "adapters/modbus/modbus_settings.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace gatewarden::modbus {
namespace {

using namespace std::chrono_literals;
using config::ConfigNode;
using config::Problems;

std::optional<std::int64_t> parse_code(const std::string& text) {
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return code;
}

bool is_integer(As as) { return as != As::float32 && as != As::float64 && as != As::text; }

// The rules of one `from:` that cross keys: each looks at the whole and names the key it refuses.
class FromRules {
 public:
  FromRules(const From& from, const ConfigNode& node, Problems& problems)
      : from_(from), node_(node), problems_(problems) {}

  void check() const {
    check_table();
    if (!from_.coil && !from_.discrete) check_type();
    check_labels();
    if (from_.scale == 0) refuse("scale", "M007", "a scale of 0 makes every value the same", "scale: 0.1");
    if (from_.valid && from_.valid->from > from_.valid->to) {
      refuse("valid", "M006", "`from` must not be above `to`", "valid: { from: 0, to: 400 }");
    }
    if (from_.range().end() > 65536) {
      problems_.add(problem_at(node_, "M003", "the value reaches beyond address 65535, the last one",
                               "{ holding: 65534, as: uint32 }"));
    }
  }

 private:
  void refuse(const char* key, const char* code, std::string rule, std::string example) const {
    const ConfigNode* at = node_.find(key);
    problems_.add(problem_at(at ? *at : node_, code, std::move(rule), std::move(example)));
  }

  void check_table() const {
    if (!from_.coil && !from_.discrete) return;
    for (const char* key : {"as", "order", "bit", "mask", "length", "no_value"}) {
      if (node_.find(key)) {
        refuse(key, "M001",
               std::string("`") + key + "` is for registers; a coil or discrete input is one bit",
               "{ coil: 12 }");
      }
    }
  }

  void check_type() const {
    if (from_.as == As::text) {
      if (!from_.length) {
        problems_.add(problem_missing(node_, "length", "M002", "a string needs its length, in registers",
                                      "{ holding: 100, as: string, length: 8 }"));
      }
    } else if (from_.length) {
      refuse("length", "M002", "only a string has a length", "{ holding: 100, as: string, length: 8 }");
    }
    const unsigned bits = 16u * registers_of(from_.as);
    if ((from_.bit || from_.mask) && !is_integer(from_.as)) {
      refuse(from_.bit ? "bit" : "mask", "M005", "bits are taken from integers only",
             "{ holding: 7, as: uint16, bit: 3 }");
    } else if (from_.bit && *from_.bit >= bits) {
      refuse("bit", "M005", "the value has the bits 0 to " + std::to_string(bits - 1), "bit: 3");
    } else if (from_.mask && bits < 64 && *from_.mask >> bits != 0) {
      refuse("mask", "M005", "the mask is wider than the value's " + std::to_string(bits) + " bits",
             "mask: 0x0F00");
    }
  }

  void check_labels() const {
    const ConfigNode* labels = node_.find("labels");
    if (!labels) return;
    const bool is_register = !from_.coil && !from_.discrete;
    if (is_register && !is_integer(from_.as)) {
      refuse("labels", "M004", "labels name the codes of an integer",
             "{ holding: 7, labels: { 0: off, 1: on } }");
    }
    for (const auto& entry : labels->entries()) {
      if (!parse_code(entry.key)) {
        problems_.add(
            problem_at(entry, "M004", "the key of a label is a whole number", "labels: { 0: off, 1: on }"));
      }
    }
  }

  const From& from_;
  const ConfigNode& node_;
  Problems& problems_;
};

config::Section<Plausible> plausible_section() {
  constexpr double kMost = std::numeric_limits<double>::max();
  return config::Section<Plausible>("Plausible values", "Values outside are counted and not reported.")
      .required("from", &Plausible::from, config::real(-kMost, kMost), "The least plausible value, scaled.",
                "0")
      .required("to", &Plausible::to, config::real(-kMost, kMost), "The greatest plausible value, scaled.",
                "400");
}

}  // namespace

Range From::range() const {
  if (coil) return {Table::coils, *coil, 1};
  if (discrete) return {Table::discrete_inputs, *discrete, 1};
  const std::uint16_t count = as == As::text ? length.value_or(1) : registers_of(as);
  return holding ? Range{Table::holding_registers, *holding, count}
                 : Range{Table::input_registers, input.value_or(0), count};
}

ValueShape From::shape() const {
  ValueShape shape;
  shape.as = as;
  shape.order = order;
  shape.scale = scale;
  shape.offset = offset;
  shape.bit = bit;
  shape.mask = mask.value_or(0);
  for (const auto& [code, label] : labels) shape.labels[parse_code(code).value_or(0)] = label;
  shape.no_value = no_value;
  shape.valid = valid;
  shape.registers = range().count;
  return shape;
}

config::Section<From> from_section() {
  using config::optional;
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr std::int64_t kLeastCode = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMostCode = std::numeric_limits<std::int64_t>::max();
  const auto address = optional(config::integer<std::uint16_t>(0, 65535));
  return config::Section<From>("Modbus value", "Where in the device a metric is, and what its bits mean.")
      .key("holding", &From::holding, address,
           "Address of the (first) holding register, from 0 as on the wire.")
      .key("input", &From::input, address, "Address of the (first) input register, from 0 as on the wire.")
      .key("coil", &From::coil, address, "Address of the coil, from 0 as on the wire.")
      .key("discrete", &From::discrete, address, "Address of the discrete input, from 0 as on the wire.")
      .exactly_one_of({"holding", "input", "coil", "discrete"})
      .key("as", &From::as,
           config::choice<As>({{"int16", As::int16},
                               {"uint16", As::uint16},
                               {"int32", As::int32},
                               {"uint32", As::uint32},
                               {"int64", As::int64},
                               {"uint64", As::uint64},
                               {"float32", As::float32},
                               {"float64", As::float64},
                               {"string", As::text}}),
           "The type of the value.")
      .key("order", &From::order,
           config::choice<Order>(
               {{"ABCD", Order::abcd}, {"CDAB", Order::cdab}, {"BADC", Order::badc}, {"DCBA", Order::dcba}}),
           "The order of its bytes: ABCD highest first, CDAB lowest register first, BADC bytes swapped, DCBA "
           "both.")
      .key("scale", &From::scale, config::real(-kMost, kMost), "The value is raw * scale + offset.")
      .key("offset", &From::offset, config::real(-kMost, kMost), "The value is raw * scale + offset.")
      .key("bit", &From::bit, optional(config::integer<std::uint8_t>(0, 63)),
           "Only this bit, 0 is the lowest.")
      .key("mask", &From::mask,
           optional(config::integer<std::uint64_t>(1, static_cast<std::uint64_t>(kMostCode))),
           "Only these bits, moved down to the lowest: 0x0F00.")
      .at_most_one_of({"bit", "mask"})
      .key("labels", &From::labels, config::map_of(config::text(256)),
           "What codes mean; makes the metric a string-list: { 0: unlocked, 1: locked }.")
      .key("no_value", &From::no_value,
           config::list(config::integer<std::int64_t>(kLeastCode, kMostCode), 16),
           "Raw values by which the device says that it has none: [0x8000].")
      .key("valid", &From::valid, optional(config::as_type(plausible_section())),
           "The plausible range; values outside are counted and not reported.")
      .key("length", &From::length, optional(config::integer<std::uint16_t>(1, kMaxRegisters)),
           "Length of a string, in registers of two characters.")
      .check([](const From& from, const ConfigNode& node, Problems& problems) {
        FromRules(from, node, problems).check();
      });
}

config::Section<UnitAddress> unit_section() {
  return config::Section<UnitAddress>("Modbus child", "Where on its link a device is.")
      .required("unit", &UnitAddress::unit, config::integer<std::uint8_t>(0, 255),
                "Its unit id; ranges make one child each: 1-4,7.", "4")
      .key("timeout", &UnitAddress::timeout, config::optional(config::duration(10ms, 60s)),
           "How long its answers may take, where the link's `timeout` does not suit it.");
}

}  // namespace gatewarden::modbus
