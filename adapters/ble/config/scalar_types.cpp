#include "adapters/ble/config/scalar_types.hpp"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "gateway/base/text/plain_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::ble {
namespace {

using config::ConfigNode;
using config::Problems;
using Json = nlohmann::json;

// A device's name, model, serial number, its revisions of firmware, hardware and software, its maker (Assigned Numbers 3.8.1).
constexpr std::uint16_t kTexts[] = {0x2A00, 0x2A24, 0x2A25, 0x2A26, 0x2A27, 0x2A28, 0x2A29};

struct Words {
  const char *code, *words, *example, *pattern;
};

// A text that `parse` makes a value of. `meant`: what an unreadable one was meant to be, or empty.
template <class V>
class TextType final : public config::Type<V> {
 public:
  using Parse = Result<V> (*)(std::string_view);
  using Print = std::string (*)(const V&);
  using Meant = std::string (*)(const std::string&);
  TextType(Words words, Parse parse, Print print, Meant meant)
      : words_(words), parse_(parse), print_(print), meant_(meant) {}

  bool read(const ConfigNode& node, V& out, Problems& problems) const override {
    if (!config::detail::wants(node, ConfigNode::Kind::scalar, *this, problems)) return false;
    auto value = parse_(node.text());
    if (value) {
      out = std::move(*value);
    } else {
      const std::string repair = config::detail::repair_for(*this, node);
      problems.add(problem_with_repair(node, words_.code, value.error(), repair, example()));
    }
    return static_cast<bool>(value);
  }
  std::string mended(const ConfigNode& node) const override {
    const std::string meant = node.filled_in() ? "" : meant_(config::unwrapped(node.text()));
    return meant.empty() || !parse_(meant) ? ""
                                           : config::yaml_scalar(meant, meant.find(':') != std::string::npos);
  }
  Json schema() const override { return config::detail::text_schema(words_.pattern); }
  std::string words() const override { return words_.words; }
  std::string example() const override { return words_.example; }
  Json to_json(const V& value) const override { return print_(value); }

 private:
  const Words words_;
  const Parse parse_;
  const Print print_;
  const Meant meant_;
};

template <class V>
config::TypeOf<V> text_type(Words words, Result<V> (*parse)(std::string_view), std::string (*print)(const V&),
                            std::string (*meant)(const std::string&)) {
  return std::make_shared<TextType<V>>(words, parse, print, meant);
}

std::string as_it_is(const std::string& text) { return text; }

// AABBCCDDEEFF, AA:BB:CC:DD:EE:FF and with points or blanks.
std::string address_meant(const std::string& text) {
  std::string digits = text;
  std::erase_if(digits, [](char c) { return std::string_view(":-. ").find(c) != std::string_view::npos; });
  if (digits.size() != 12) return "";
  for (const std::size_t at : {10, 8, 6, 4, 2}) digits.insert(at, ":");
  return digits;
}

// "0x2A6E": the same without 0x.
std::string uuid_meant(const std::string& text) {
  return text.starts_with("0x") || text.starts_with("0X") ? text.substr(2) : text;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Quantity each : quantities()) names.emplace_back(name_of(each));
  for (const OwnValueWords& each : own_values()) names.emplace_back(each.name);
  return names;
}

// "temp", "Temperature", "humidty": the nearest; the number behind it stays.
std::string told_meant(const std::string& text) {
  static const std::vector<std::string> names = all_names();
  const std::size_t end = text.find_last_not_of("0123456789");
  const bool numbered = end != std::string::npos && end + 1 < text.size() && text[end] == '_';
  if (std::string whole = config::nearest(text, names); !whole.empty()) return whole;
  return numbered ? config::nearest(text.substr(0, end), names) + text.substr(end) : "";
}

Result<Told> parse_told(std::string_view text) {
  if (const auto own = parse_own_value(text)) return Told(*own);
  if (const auto name = parse_value_name(text)) return Told(*name);
  return Error{"no format and no radio tells a value of this name"};
}

std::string print_told(const Told& told) { return to_text(told); }

// A factor, or `max`.
class SpeedType final : public config::Type<double> {
 public:
  bool read(const ConfigNode& node, double& out, Problems& problems) const override {
    if (node.kind() != ConfigNode::Kind::scalar || node.text() != "max")
      return factor_.read(node, out, problems);
    out = 0;
    return true;
  }
  std::string mended(const ConfigNode& node) const override { return factor_->mended(node); }
  Json schema() const override {
    Json max;
    max["const"] = "max";
    return config::detail::any_of(factor_->schema(), std::move(max));
  }
  std::string words() const override { return factor_->words() + ", or max"; }
  std::string example() const override { return "10"; }
  Json to_json(const double& value) const override {
    return value == 0 ? Json("max") : factor_->json_of(&value);
  }

 private:
  config::TypeOf<double> factor_ = config::factor(0.01, 10'000);
};

}  // namespace

config::TypeOf<Address> address_type() {
  return text_type<Address>(
      {"B002", "an address of six bytes", "\"CB:B8:33:4C:88:4F\"", "^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$"},
      parse_address, to_text, address_meant);
}

config::TypeOf<IBeaconId> ibeacon_type() {
  return text_type<IBeaconId>(
      {"B003", "an iBeacon: UUID/MAJOR/MINOR", "F7826DA6-4FA2-4E98-8024-BC5B71E0893E/3838/4949",
       "^[0-9A-Fa-f-]{32,36}/[0-9]+/[0-9]+$"},
      parse_ibeacon, to_text, as_it_is);
}

config::TypeOf<EddystoneId> eddystone_type() {
  return text_type<EddystoneId>({"B004", "an Eddystone UID of 32 hex digits",
                                 "EDD1EBEAC04E5DEFA017-0BDB87539B67", "^[0-9A-Fa-f /-]{32,40}$"},
                                parse_eddystone, to_text, as_it_is);
}

config::TypeOf<Uuid> uuid_type() {
  return text_type<Uuid>(
      {"B005", "a characteristic's UUID, of 4, 8 or 32 hex digits", "\"2a6e\"",
       "^[0-9A-Fa-f]{4}([0-9A-Fa-f]{4}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})?$|^[0-9A-Fa-f]{8}$"},
      parse_uuid, to_text, uuid_meant);
}

config::TypeOf<Told> told_type() {
  return text_type<Told>({"B001", "the name of a value", "temperature", "^[a-z][a-z0-9_]*$"}, parse_told,
                         print_told, told_meant);
}

config::TypeOf<double> speed_type() { return std::make_shared<SpeedType>(); }

config::TypeOf<std::vector<std::string>> formats_type() {
  std::vector<std::string> names;
  for (const Format* each : formats()) names.emplace_back(each->name);
  return config::one_or_many(config::choice_of_texts(std::move(names)), 8);
}

std::string to_text(const Told& told) {
  const auto* own = std::get_if<OwnValue>(&told);
  return own ? std::string(to_text(*own)) : to_text(std::get<ValueName>(told));
}

bool is_text(const Told& told) {
  const auto* name = std::get_if<ValueName>(&told);
  return name && is_text(name->quantity);
}

bool is_text(const Uuid& characteristic) {
  const auto number = characteristic.assigned();
  return number && std::ranges::find(kTexts, *number) != std::end(kTexts);
}

}  // namespace gatewarden::ble
