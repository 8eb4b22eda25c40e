#include "adapters/ble/config/slice_rules.hpp"

#include <algorithm>
#include <bit>

namespace gatewarden::ble {
namespace {

using config::ConfigNode;
using config::Problems;

// Of those keys that are written.
void refuse(const ConfigNode& node, std::initializer_list<const char*> keys, const char* code,
            const std::string& rule, const char* example, Problems& problems) {
  for (const char* key : keys) {
    if (const ConfigNode* found = node.find(key))
      problems.add(problem_at(*found, code, "`" + std::string(key) + "` " + rule, example));
  }
}

// Bits of what the codes are compared with.
unsigned code_bits(const SliceField& slice) {
  if (slice.bit) return 1;
  if (slice.mask) return static_cast<unsigned>(std::bit_width(*slice.mask >> std::countr_zero(*slice.mask)));
  return static_cast<unsigned>(8 * width_of(slice.as));
}

bool is_code_of(std::int64_t code, unsigned bits, bool part) {
  const std::int64_t least = part ? 0 : -(std::int64_t{1} << (bits - 1));
  return code >= least && code < std::int64_t{1} << bits;
}

// The node of a value's nth slice.
const ConfigNode* slice_node(const ConfigNode& values, const std::string& name, std::size_t nth) {
  const ConfigNode* value = values.find(name);
  if (value == nullptr || value->items().empty()) return value;
  return &value->items()[nth];
}

template <class Check>
void for_each_slice(const SliceFormat& format, const ConfigNode& node, Check check) {
  const ConfigNode* values = node.find("values");
  for (const SliceValue& value : format.values) {
    for (std::size_t i = 0; i < value.slices.size(); ++i)
      if (const ConfigNode* place = slice_node(*values, to_text(value.name), i))
        check(value.slices[i], *place);
  }
}

}  // namespace

void check_text_keys(const SliceField& slice, const ConfigNode& node, Problems& problems) {
  constexpr const char* kNumber = "{ at: 2, as: int16, scale: 0.01 }";
  if (is_number(slice.as)) {
    refuse(node, {"length"}, "B102", "is for string and hex; a number is as long as its type",
           "{ at: 2, as: string, length: 8 }", problems);
  } else {
    refuse(node,
           {"order", "bit", "mask", "sign_bit", "fraction", "divide", "scale", "offset", "no_value", "valid",
            "is", "labels"},
           "B104", "is for numbers; this value is a text", kNumber, problems);
  }
  if (!slice.labels.empty() || !slice.is.empty()) {
    refuse(node, {"sign_bit", "fraction", "divide", "scale", "offset", "valid"}, "B104",
           "is for numbers; this value is one of few words or 0 and 1", kNumber, problems);
  }
}

void check_slice_bits(const SliceField& slice, const ConfigNode& node, Problems& problems) {
  if (!is_number(slice.as)) return;
  constexpr const char* kBit = "{ at: 2, as: uint8, bit: 3 }";
  const std::size_t bits = 8 * width_of(slice.as);
  if (!is_whole(slice.as)) {
    return refuse(node, {"bit", "mask", "sign_bit", "fraction", "is", "labels"}, "B103",
                  "looks at bits, and float32 is no whole number", kBit, problems);
  }
  if (slice.bit && *slice.bit >= bits)
    refuse(node, {"bit"}, "B103", "is from 0 to " + std::to_string(bits - 1) + " in this type", kBit,
           problems);
  if (slice.mask && std::uint64_t{*slice.mask} >> bits != 0)
    refuse(node, {"mask"}, "B103", "is wider than the value's " + std::to_string(bits) + " bits", kBit,
           problems);
  const bool has_sign = slice.as == SliceType::int8 || slice.as == SliceType::int16 ||
                        slice.as == SliceType::int24 || slice.as == SliceType::int32;
  if (slice.sign_bit != SignBit::none && (has_sign || slice.bit)) {
    refuse(node, {"sign_bit"}, "B111",
           "is the top bit of an unsigned type: write as: uint8, uint16, uint24 or uint32",
           "{ at: 2, as: uint16, sign_bit: negative, scale: 0.1 }", problems);
  }
}

void check_slice_codes(const SliceField& slice, const ConfigNode& node, Problems& problems) {
  if (!is_whole(slice.as)) return;
  const unsigned bits = code_bits(slice);
  const bool part = slice.bit || slice.mask;
  const auto fits = [&](std::int64_t code) { return is_code_of(code, bits, part); };
  const auto label_fits = [&](const SliceLabel& label) { return fits(label.code); };
  const std::string rule =
      "has a code beyond the value's " + std::to_string(bits) + (bits == 1 ? " bit" : " bits");
  if (!std::ranges::all_of(slice.no_value, fits))
    refuse(node, {"no_value"}, "B113", rule, "no_value: 0xFF", problems);
  if (!std::ranges::all_of(slice.is, fits)) refuse(node, {"is"}, "B113", rule, "is: 1", problems);
  if (!std::ranges::all_of(slice.labels, label_fits))
    refuse(node, {"labels"}, "B113", rule, "labels: { 0: closed, 1: open }", problems);
}

void check_slice_scale(const SliceField& slice, const ConfigNode& node, Problems& problems) {
  if (slice.divide == 0 || slice.scale == 0) {
    refuse(node, {slice.divide == 0 ? "divide" : "scale"}, "B107", "of 0 makes no value", "scale: 0.01",
           problems);
  }
  if (slice.valid && slice.valid->from > slice.valid->to) {
    problems.add(problem_at(*node.find("valid"), "B106", "`from` must not be above `to`",
                            "valid: { from: -40, to: 100 }"));
  }
}

void check_match(const SliceMatch& match, const ConfigNode& node, Problems& problems) {
  const ConfigNode* any = node.find("any_company");
  if (any != nullptr && (!match.any_company || (match.names.empty() && !match.lists))) {
    problems.add(problem_at(*any, "B110",
                            match.any_company
                                ? "every stranger has a company: a `name` or a service that it `lists` is "
                                  "needed beside it"
                                : "says nothing unless it is true",
                            "{ any_company: true, name: \"TH-*\" }"));
  }
  if (match.service)
    refuse(node, {"company_is_data"}, "B110", "is for manufacturer data; service data have no company",
           "{ company: 0x0499 }", problems);
}

void check_entries(const SliceFormat& format, const ConfigNode& node, Problems& problems) {
  bool used = false;
  for_each_slice(format, node, [&](const SliceField& slice, const ConfigNode& place) {
    used = used || slice.entry;
    if (slice.entry && !format.entries)
      problems.add(problem_at(*place.find("entry"), "B109", "there are no entries: where do they begin?",
                              "entries: { at: 8 }"));
  });
  if (format.entries && !used) {
    problems.add(problem_at(*node.find("entries"), "B109", "no value is in an entry",
                            "temperature: { entry: 0x01, at: 0, as: int16, scale: 0.1 }"));
  }
  if (format.entries && width_of(format.entries->id) > 2) {
    problems.add(problem_at(*node.find("entries"), "B109", "the id of an entry has one byte or two",
                            "entries: { at: 8, id: uint16 }"));
  }
}

void check_reach(const SliceFormat& format, const ConfigNode& node, Problems& problems) {
  if (format.match.lengths.empty()) return;
  const std::size_t shortest = std::ranges::min(format.match.lengths);
  for_each_slice(format, node, [&](const SliceField& slice, const ConfigNode& place) {
    const std::size_t needed = is_number(slice.as) ? width_of(slice.as) : slice.length;
    if (slice.entry || slice.optional || !slice.when.empty() || slice.at + needed <= shortest) return;
    problems.add(problem_at(place, "B108",
                            "reaches up to byte " + std::to_string(slice.at + needed - 1) +
                                ", and the bytes end at " + std::to_string(shortest - 1) + " (`length`)",
                            "{ at: 2, as: int16, optional: true }"));
  });
}

}  // namespace gatewarden::ble
