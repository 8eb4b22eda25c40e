#include "adapters/ble/config/slice_types.hpp"

#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/named.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::ble {
namespace {

using config::ConfigNode;
using config::Problems;
using Json = nlohmann::json;

constexpr std::uint16_t kLastByte = 1649;  // of the longest advertisement
constexpr std::size_t kMaxValues = 64;

std::optional<std::int64_t> parse_code(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_number<std::int64_t>(text.substr(2), 16);
  return parse_number<std::int64_t>(text);
}

class LabelsType final : public config::Type<std::vector<SliceLabel>> {
 public:
  bool read(const ConfigNode& node, std::vector<SliceLabel>& out, Problems& problems) const override {
    std::map<std::string, std::string> words;
    if (!words_.read(node, words, problems)) return false;
    std::vector<SliceLabel> labels;
    for (const ConfigNode::Entry& entry : node.entries()) {
      if (const auto code = parse_code(entry.key))
        labels.push_back({*code, words[entry.key]});
      else
        problems.add(
            problem_at(entry, "B105", "the key of a label is a whole number", "labels: " + example()));
    }
    const bool fine = labels.size() == words.size();
    if (fine) out = std::move(labels);
    return fine;
  }
  Json schema() const override { return words_->schema(); }
  std::string words() const override { return words_->words(); }
  std::string example() const override { return "{ 0: closed, 1: open }"; }
  Json to_json(const std::vector<SliceLabel>& labels) const override {
    Json json = Json::object();
    for (const SliceLabel& label : labels) json[std::to_string(label.code)] = label.word;
    return json;
  }

 private:
  config::TypeOf<std::map<std::string, std::string>> words_ = config::map_of(config::text(64), 256);
};

class ServiceType final : public config::Type<Uuid> {
 public:
  bool read(const ConfigNode& node, Uuid& out, Problems& problems) const override {
    if (!config::detail::wants(node, ConfigNode::Kind::scalar, *this, problems)) return false;
    const auto uuid = parse_uuid(node.text());
    if (!uuid) {
      const std::string repair = config::detail::repair_for(*this, node);
      problems.add(problem_with_repair(node, "B114", "must be " + words(), repair, example()));
      return false;
    }
    out = *uuid;
    return true;
  }
  // 0xFEAA, with blanks around it.
  std::string mended(const ConfigNode& node) const override {
    std::string text = node.filled_in() ? "" : config::unwrapped(node.text());
    if (text.starts_with("0x") || text.starts_with("0X")) text.erase(0, 2);
    return parse_uuid(text) ? "\"" + text + "\"" : "";
  }
  Json schema() const override {
    return config::detail::text_schema(
        "^[0-9A-Fa-f]{4}$|^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){0,3}(-[0-9A-Fa-f]{12})?$");
  }
  std::string words() const override { return "the UUID of a service, of 4, 8 or 32 hex digits"; }
  std::string example() const override { return "\"feaa\""; }
  Json to_json(const Uuid& uuid) const override { return to_text(uuid); }
};

class SliceValuesType final : public config::Type<std::vector<SliceValue>> {
 public:
  explicit SliceValuesType(const config::Section<SliceField>& slice)
      : slices_(config::one_or_many(config::as_type(slice), SliceFormat::kMaxSlices)),
        named_(config::named_map(slices_, 1, kMaxValues, {"", "^[a-z][a-z0-9_]*$", "the name of a value"})) {}

  bool read(const ConfigNode& node, std::vector<SliceValue>& out, Problems& problems) const override {
    std::vector<config::Named<std::vector<SliceField>>> named;
    if (!named_.read(node, named, problems)) return false;
    std::vector<SliceValue> values;
    for (auto& one : named) {
      const auto name = parse_value_name(one.name);
      if (!name) refuse(*one.entry, problems);
      if (name && one.fine) values.push_back({*name, std::move(one.value)});
    }
    const bool fine = values.size() == named.size();
    if (fine) out = std::move(values);
    return fine;
  }
  Json schema() const override { return named_->schema(); }
  std::string words() const override { return "a map of slices by the names of their values"; }
  std::string example() const override { return "{ temperature: { at: 2, as: int16, scale: 0.01 } }"; }
  std::vector<config::DescribedSection> describe() const override { return named_->describe(); }
  Json to_json(const std::vector<SliceValue>& values) const override {
    Json json = Json::object();
    for (const SliceValue& value : values) json[to_text(value.name)] = slices_->json_of(&value.slices);
    return json;
  }

 private:
  static void refuse(const ConfigNode::Entry& entry, Problems& problems) {
    std::vector<std::string> names;
    for (const Quantity each : quantities()) names.emplace_back(name_of(each));
    const std::string meant = config::nearest(entry.key, names);
    problems.add(problem_at(
        entry, "B101",
        meant.empty() ? "no value has this name" : "no value has this name; did you mean " + meant + "?",
        (meant.empty() ? "temperature" : meant) + ": { at: 2, as: int16, scale: 0.01 }"));
  }

  config::TypeOf<std::vector<SliceField>> slices_;
  config::TypeOf<std::vector<config::Named<std::vector<SliceField>>>> named_;
};

}  // namespace

config::TypeOf<SliceType> slice_type() {
  using T = SliceType;
  return config::choice<T>({{"uint8", T::uint8},
                            {"int8", T::int8},
                            {"uint16", T::uint16},
                            {"int16", T::int16},
                            {"uint24", T::uint24},
                            {"int24", T::int24},
                            {"uint32", T::uint32},
                            {"int32", T::int32},
                            {"float32", T::float32},
                            {"string", T::string},
                            {"hex", T::hex}});
}

config::TypeOf<ByteOrder> byte_order_type() {
  return config::choice<ByteOrder>({{"little", ByteOrder::little}, {"big", ByteOrder::big}});
}

config::TypeOf<SignBit> sign_bit_type() {
  return config::choice<SignBit>(
      {{"none", SignBit::none}, {"negative", SignBit::negative}, {"positive", SignBit::positive}});
}

config::TypeOf<std::vector<std::int64_t>> raw_codes_type() {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return config::one_or_many(config::code<std::int64_t>(kLeast, kMost), 16);
}

config::TypeOf<std::vector<SliceLabel>> labels_type() { return std::make_shared<LabelsType>(); }
config::TypeOf<Uuid> service_type() { return std::make_shared<ServiceType>(); }

config::TypeOf<std::vector<SliceValue>> slice_values_type(const config::Section<SliceField>& slice) {
  return std::make_shared<SliceValuesType>(slice);
}

config::Section<SliceCondition> condition_section() {
  using C = SliceCondition;
  return config::Section<C>("Condition on a byte", "What a byte is, under a mask.")
      .required("at", &C::at, config::integer<std::uint16_t>(0, kLastByte), "Which byte, from 0.", "0")
      .key("mask", &C::mask, config::code<std::uint8_t>(1, 0xFF),
           "Only these bits are compared, where they are.", "0xF0")
      .required("is", &C::is, config::one_or_many(config::code<std::uint8_t>(0, 0xFF), 64),
                "What it is, or a list of what it may be.", "5")
      .check({"mask", "is"}, [](const C& condition, const ConfigNode& node, Problems& problems) {
        for (const std::uint8_t byte : condition.is) {
          if ((byte & condition.mask) == byte) continue;
          problems.add(problem_at(*node.find("is"), "B112",
                                  "a byte under this mask is never " + std::to_string(byte),
                                  "{ at: 0, mask: 0xF0, is: 0x20 }"));
        }
      });
}

config::Section<SliceFraction> fraction_section() {
  using F = SliceFraction;
  return config::Section<F>("Fraction", "Bits of another byte that are added to the magnitude.")
      .required("at", &F::at, config::integer<std::uint16_t>(0, kLastByte), "Which byte, from 0.", "3")
      .key("mask", &F::mask, config::code<std::uint8_t>(1, 0xFF),
           "Only these bits, moved down to the lowest.", "0x0F")
      .required("divide", &F::divide, config::integer<std::uint16_t>(2, 1000), "10 where it counts tenths.",
                "10");
}

config::Section<SliceBounds> bounds_section() {
  using B = SliceBounds;
  constexpr double kMost = std::numeric_limits<double>::max();
  return config::Section<B>("Plausible values", "Values outside are left out, and counted as implausible.")
      .required("from", &B::from, config::real(-kMost, kMost), "The least plausible value.", "-40")
      .required("to", &B::to, config::real(-kMost, kMost), "The greatest plausible value.", "100");
}

}  // namespace gatewarden::ble
