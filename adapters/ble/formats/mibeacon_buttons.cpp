#include "adapters/ble/formats/mibeacon_buttons.hpp"

#include <array>
#include <span>
#include <string_view>

namespace gatewarden::ble {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::uint16_t kDimmer = 0x03B6, kPlate1 = 0x1568, kPlate2 = 0x1569, kPlate3 = 0x0DFD,
                        kTwoKeys = 0x1949, kOneKey = 0x1C10, kFourKeys = 0x3A61, kFourKeysToo = 0x3E17;

constexpr std::string_view kPresses[] = {"press", "double_press", "long_press", "triple_press"};
constexpr std::string_view kPlatePresses[] = {"press", "long_press", "double_press"};
constexpr std::string_view kKeysOf2[] = {"left", "right", "both"};
constexpr std::string_view kKeysOf3[] = {"left",         "middle",     "right", "left_middle",
                                         "middle_right", "left_right", "all"};
constexpr std::string_view kKeysOf4[] = {"left", "middle_left", "middle_right", "right"};

// Words that nothing is known of are left out, and said.
void add_word(Quantity quantity, Words words, std::size_t number, Decoded& into) {
  if (number >= words.size()) return into.fail(Fault::implausible);
  into.add(quantity, words[number]);
}

// index, presses or steps, what happened
void add_dimmer(Bytes data, Decoded& into) {
  const auto steps = static_cast<std::int8_t>(data[1]);
  if (data[2] == 3) {
    into.add(Quantity::button, kPresses[0]);
    return into.add_divided(Quantity::button_count, data[1]);
  }
  if (data[2] != 4 || data[0] != 0 || steps == 0) return into.fail(Fault::implausible);
  into.add(Quantity::dimmer, std::string_view(steps > 0 ? "rotate_right" : "rotate_left"));
  into.add_divided(Quantity::dimmer_steps, steps > 0 ? steps : -steps);
}

// Object 1001: index of 16 bits, kind of press.
void add_press(std::uint16_t product, Bytes data, Decoded& into) {
  if (product == kDimmer) return add_dimmer(data, into);
  if (product == kPlate1 || product == kPlate2 || product == kPlate3) {
    add_word(Quantity::button, kPlatePresses, data[2], into);
    if (product == kPlate1) return;
    return add_word(Quantity::key, product == kPlate2 ? Words(kKeysOf2) : Words(kKeysOf3), data[0], into);
  }
  add_word(Quantity::button, kPresses, data[2], into);
  if (const auto index = little(data, 0, 2); index > 0)
    into.add_divided(Quantity::channel, static_cast<std::int64_t>(index));
}

// The newer objects, whose id is the kind of press.
void add_told_press(std::uint16_t product, std::string_view kind, Bytes data, Decoded& into) {
  const std::uint8_t first = data.empty() ? 0 : data[0];
  if (product == kOneKey && !data.empty()) {
    if (first != 1 && first != 8 && first != 15) return into.fail(Fault::implausible);
    return into.add(Quantity::button, kPresses[first == 1 ? 0 : first == 8 ? 2 : 1]);
  }
  into.add(Quantity::button, kind);
  if (data.empty()) return;
  if (product == kTwoKeys) add_word(Quantity::key, kKeysOf2, first - 1U, into);
  if (product == kFourKeys || product == kFourKeysToo) add_word(Quantity::key, kKeysOf4, first - 1U, into);
}

}  // namespace

bool add_mibeacon_button(std::uint16_t product, std::uint16_t id, Bytes data, Decoded& into) {
  switch (id) {
    case 0x1001:
      if (data.size() != 3) return false;
      return add_press(product, data, into), true;
    case 0x4A0C:
    case 0x4E0C:
    case 0x560C:
    case 0x4A13:
      return add_told_press(product, kPresses[0], data, into), true;
    case 0x4A0D:
    case 0x4E0D:
    case 0x560D:
      return add_told_press(product, kPresses[1], data, into), true;
    case 0x4A0E:
    case 0x4E0E:
    case 0x560E:
      return add_told_press(product, kPresses[2], data, into), true;
    default:
      return false;
  }
}

}  // namespace gatewarden::ble
