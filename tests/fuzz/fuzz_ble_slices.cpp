// Any bytes, read by formats of slices that use every key: what comes out is bounded, believable, and the same the next time.
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "adapters/ble/config/slice_section.hpp"
#include "gateway/config/text/read_yaml.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;

namespace {

constexpr const char* kFormats[] = {
    R"({ match: { service: feaa, bytes: [{ at: 0, mask: 0xF0, is: 0x20 }] }, address: { at: 1, order: big }, values: {
      temperature: { at: 1, as: int16, order: big, divide: 256, no_value: 0x8000 },
      battery: { at: 3, mask: 0x7F, when: { at: 3, mask: 0x80, is: 0 } },
      uptime: { at: 4, as: uint32, scale: 0.1 }, sequence: { at: 9, as: uint24 }, packet_id: { at: 12 } } })",
    R"({ match: { any_company: true, company_is_data: true, name: ["T*", "*?H", "S-??"] }, values: {
      temperature: [{ at: 0, sign_bit: positive, fraction: { at: 3, mask: 0x0F, divide: 10 }, optional: true },
                    { at: 1, as: int24, scale: 0.35 }],
      pressure: { at: 2, as: float32, order: big, valid: { from: 300, to: 1100 } },
      illuminance: { at: 5, as: int32, scale: -2.5, offset: 1e9 }, opening: { at: 6, as: uint16, bit: 15 },
      motion: { at: 6, as: uint32, mask: 0xFFFF0000, is: [0, 0x8000, 0xFFFF] } } })",
    R"({ match: { company: [0x0001, 0xFFFF], lists: fff0 }, values: {
      model: { at: 0, labels: { 0: zero, -1: all, 7: seven } }, text: { at: 1, as: string },
      raw: { at: 2, as: hex }, firmware: { at: 3, as: string, length: 5, optional: true },
      instance: { at: 9, as: hex, length: 30 } } })",
    R"({ match: { service: 0000180f-0000-1000-8000-00805f9b34fb }, entries: { at: 3, id: uint16, order: big }, values: {
      co2: { entry: 0x0001, at: 0, as: uint16 }, humidity: { entry: 0x0001, at: 2 },
      count: [{ entry: 0x0100, at: 0, as: uint32 }, { entry: 0x0101, at: 1, as: uint24 }],
      text: { entry: 0x0202, at: 0, as: string } } })",
};

std::vector<SliceFormat> read_formats() {
  std::vector<SliceFormat> all;
  for (const char* yaml : kFormats) {
    config::Problems problems;
    const config::Environment environment([](const std::string&) { return std::nullopt; });
    const auto node =
        config::read_yaml(yaml, std::make_shared<const std::string>("fuzz"), environment, problems);
    if (!node || !slice_section().read(*node, all.emplace_back(), problems)) __builtin_trap();
  }
  return all;
}

void require(bool so) {
  if (!so) __builtin_trap();
}

// Bounded numbers and texts, no name twice.
std::string told(const Decoded& decoded) {
  std::string text(to_text(decoded.fault));
  std::size_t bytes = 0;
  std::set<std::string> names;
  for (const Value& value : decoded.values()) {
    require(names.insert(to_text(value.name)).second);
    text += " " + to_text(value.name) + "=";
    if (const auto* number = std::get_if<Number>(&value.content)) {
      require(std::isfinite(number->as_double()));
      text += std::to_string(number->as_double());
    } else {
      const auto word = std::get<std::string_view>(value.content);
      bytes += word.size();
      text += word;
    }
  }
  require(decoded.values().size() <= Decoded::kMaxValues && bytes <= Decoded::kMaxText);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<SliceFormat> formats = read_formats();
  // Not in the middle of a larger buffer: what is read behind the end is noticed.
  const std::vector<std::uint8_t> bytes(data, data + size);
  const Elements elements(bytes);
  const Address sender{{0xC0, 1, 2, 3, 4, 5}, true};
  Decoded once, again;
  for (const SliceFormat& format : formats) {
    SenderState first, second;
    decode(format, {elements, sender, {}}, first, once);
    decode(format, {elements, sender, {}}, second, again);
    require(told(once) == told(again) && once.format == again.format);
    require(recognises(format, elements) == !once.format.empty());
    once.clear();
    decode_values(format, bytes, once);
    told(once);
  }
  return 0;
}
