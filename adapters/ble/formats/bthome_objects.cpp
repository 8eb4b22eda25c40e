#include "adapters/ble/formats/bthome_objects.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <span>
#include <string_view>

namespace gatewarden::ble {
namespace {

// id, bytes, signed, times, divided by
constexpr BthomeNumber kNumbers[] = {
    {0x00, 1, false, 1, 1, Quantity::packet_id},
    {0x01, 1, false, 1, 1, Quantity::battery},
    {0x02, 2, true, 1, 100, Quantity::temperature},
    {0x03, 2, false, 1, 100, Quantity::humidity},
    {0x04, 3, false, 1, 100, Quantity::pressure},
    {0x05, 3, false, 1, 100, Quantity::illuminance},
    {0x06, 2, false, 1, 100, Quantity::mass},
    {0x07, 2, false, 1, 100, Quantity::mass_lb},
    {0x08, 2, true, 1, 100, Quantity::dew_point},
    {0x09, 1, false, 1, 1, Quantity::count},
    {0x0A, 3, false, 1, 1000, Quantity::energy},
    {0x0B, 3, false, 1, 100, Quantity::power},
    {0x0C, 2, false, 1, 1000, Quantity::voltage},
    {0x0D, 2, false, 1, 1, Quantity::pm25},
    {0x0E, 2, false, 1, 1, Quantity::pm10},
    {0x12, 2, false, 1, 1, Quantity::co2},
    {0x13, 2, false, 1, 1, Quantity::tvoc},
    {0x14, 2, false, 1, 100, Quantity::moisture},
    {0x2E, 1, false, 1, 1, Quantity::humidity},
    {0x2F, 1, false, 1, 1, Quantity::moisture},
    {0x3D, 2, false, 1, 1, Quantity::count},
    {0x3E, 4, false, 1, 1, Quantity::count},
    {0x3F, 2, true, 1, 10, Quantity::rotation},
    {0x40, 2, false, 1, 1000, Quantity::distance},
    {0x41, 2, false, 1, 10, Quantity::distance},
    {0x42, 3, false, 1, 1000, Quantity::duration},
    {0x43, 2, false, 1, 1000, Quantity::current},
    {0x44, 2, false, 1, 100, Quantity::speed},
    {0x45, 2, true, 1, 10, Quantity::temperature},
    {0x46, 1, false, 1, 10, Quantity::uv_index},
    {0x47, 2, false, 1, 10, Quantity::volume},
    {0x48, 2, false, 1, 1000, Quantity::volume},
    {0x49, 2, false, 1, 1000, Quantity::volume_flow_rate},
    {0x4A, 2, false, 1, 10, Quantity::voltage},
    {0x4B, 3, false, 1, 1000, Quantity::gas_volume},
    {0x4C, 4, false, 1, 1000, Quantity::gas_volume},
    {0x4D, 4, false, 1, 1000, Quantity::energy},
    {0x4E, 4, false, 1, 1000, Quantity::volume},
    {0x4F, 4, false, 1, 1000, Quantity::water},
    {0x50, 4, false, 1, 1, Quantity::timestamp},
    {0x51, 2, false, 1, 1000, Quantity::acceleration},
    {0x52, 2, false, 1, 1000, Quantity::gyroscope},
    {0x55, 4, false, 1, 1000, Quantity::volume_storage},
    {0x56, 2, false, 1, 1, Quantity::conductivity},
    {0x57, 1, true, 1, 1, Quantity::temperature},
    {0x58, 1, true, 35, 100, Quantity::temperature},
    {0x59, 1, true, 1, 1, Quantity::count},
    {0x5A, 2, true, 1, 1, Quantity::count},
    {0x5B, 4, true, 1, 1, Quantity::count},
    {0x5C, 4, true, 1, 100, Quantity::power},
    {0x5D, 2, true, 1, 1000, Quantity::current},
    {0x5E, 2, false, 1, 100, Quantity::direction},
    {0x5F, 2, false, 1, 10, Quantity::precipitation},
    {0x60, 1, false, 1, 1, Quantity::channel},
    {0x61, 2, false, 1, 1, Quantity::rotational_speed},
    {0x62, 4, true, 1, 1000000, Quantity::speed},
    {0x63, 4, true, 1, 1000000, Quantity::acceleration},
    {0x64, 1, false, 1, 1, Quantity::light_level},
    {0x65, 1, false, 1, 1, Quantity::settings_revision},
    {0xF0, 2, false, 1, 1, Quantity::device_type_id},
};

struct Binary {
  std::uint8_t id;
  Quantity quantity;
};

constexpr Binary kBinaries[] = {
    {0x0F, Quantity::generic},
    {0x10, Quantity::power_on},
    {0x11, Quantity::opening},
    {0x15, Quantity::battery_low},
    {0x16, Quantity::battery_charging},
    {0x17, Quantity::carbon_monoxide},
    {0x18, Quantity::cold},
    {0x19, Quantity::connectivity},
    {0x1A, Quantity::door},
    {0x1B, Quantity::garage_door},
    {0x1C, Quantity::gas_detected},
    {0x1D, Quantity::heat},
    {0x1E, Quantity::light},
    {0x1F, Quantity::lock},
    {0x20, Quantity::moisture_detected},
    {0x21, Quantity::motion},
    {0x22, Quantity::moving},
    {0x23, Quantity::occupancy},
    {0x24, Quantity::plug},
    {0x25, Quantity::presence},
    {0x26, Quantity::problem},
    {0x27, Quantity::running},
    {0x28, Quantity::safety},
    {0x29, Quantity::smoke},
    {0x2A, Quantity::sound},
    {0x2B, Quantity::tamper},
    {0x2C, Quantity::vibration},
    {0x2D, Quantity::window},
};

constexpr Quantity kOthers[] = {Quantity::button,  Quantity::dimmer,           Quantity::dimmer_steps,
                                Quantity::command, Quantity::command_argument, Quantity::text,
                                Quantity::raw,     Quantity::firmware};

constexpr auto kAll = [] {
  std::array<Quantity, std::size(kNumbers) + std::size(kBinaries) + std::size(kOthers)> all{};
  std::size_t count = 0;
  for (const BthomeNumber& one : kNumbers) all[count++] = one.quantity;
  for (const Binary& one : kBinaries) all[count++] = one.quantity;
  for (const Quantity one : kOthers) all[count++] = one;
  return all;
}();

struct Word {
  std::uint8_t code;
  std::string_view text;
};

constexpr Word kButtons[] = {{0, ""},
                             {1, "press"},
                             {2, "double_press"},
                             {3, "triple_press"},
                             {4, "long_press"},
                             {5, "long_double_press"},
                             {6, "long_triple_press"},
                             {0x80, "hold_press"}};
constexpr Word kDimmers[] = {{0, ""}, {1, "rotate_left"}, {2, "rotate_right"}};
constexpr Word kCommands[] = {{0, "off"}, {1, "on"}, {2, "toggle"}, {3, "step_up"}, {4, "step_down"}};

std::optional<std::string_view> word(std::span<const Word> words, std::uint8_t code) {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const Word& one) { return one.code == code; });
  return found == words.end() ? std::nullopt : std::optional(found->text);
}

}  // namespace

constinit const std::array<Quantity, kAll.size()> kBthomeTells = kAll;

const BthomeNumber* bthome_number(std::uint8_t id) {
  // Position by id, so that an object costs no search. 0: none.
  static constexpr auto kPlaces = [] {
    std::array<std::uint8_t, 256> places{};
    for (std::size_t i = 0; i < std::size(kNumbers); ++i)
      places[kNumbers[i].id] = static_cast<std::uint8_t>(i + 1);
    return places;
  }();
  return kPlaces[id] == 0 ? nullptr : &kNumbers[kPlaces[id] - 1];
}

std::optional<Quantity> bthome_binary(std::uint8_t id) {
  const auto* found = std::find_if(std::begin(kBinaries), std::end(kBinaries),
                                   [&](const Binary& one) { return one.id == id; });
  return found == std::end(kBinaries) ? std::nullopt : std::optional(found->quantity);
}

void BthomeValues::number(const BthomeNumber& number, std::int64_t raw) {
  if (number.quantity == Quantity::packet_id) packet_id_ = static_cast<std::uint8_t>(raw);
  into_.add_possible(number.quantity, raw * number.times, number.divisor);
}

void BthomeValues::binary(Quantity quantity, std::uint8_t state) {
  if (state > 1) return into_.fail(Fault::implausible);
  into_.add_bit(quantity, state == 1);
}

void BthomeValues::button(std::uint8_t event) {
  ++buttons_;
  const auto text = word(kButtons, event);
  if (!text) return into_.fail(Fault::implausible);
  if (!text->empty()) into_.add_nth({Quantity::button, buttons_, false}, *text);
}

void BthomeValues::dimmer(std::uint8_t event, std::uint8_t steps) {
  ++dimmers_;
  const auto text = word(kDimmers, event);
  if (!text) return into_.fail(Fault::implausible);
  if (text->empty()) return;
  into_.add_nth({Quantity::dimmer, dimmers_, false}, *text);
  into_.add_nth({Quantity::dimmer_steps, dimmers_, false}, Number::integer(steps));
}

void BthomeValues::command(std::uint8_t opcode, Bytes arguments) {
  ++commands_;
  const auto text = word(kCommands, opcode);
  if (!text || arguments.size() > sizeof(std::uint64_t)) return into_.fail(Fault::implausible);
  into_.add_nth({Quantity::command, commands_, false}, *text);
  if (arguments.empty()) return;
  into_.add_nth({Quantity::command_argument, commands_, false},
                Number::natural(little(arguments, 0, arguments.size())));
}

void BthomeValues::text(Bytes characters) {
  const std::string_view text(reinterpret_cast<const char*>(characters.data()), characters.size());
  into_.add(Quantity::text, keep_ ? into_.keep(text) : text);
}

void BthomeValues::raw(Bytes bytes) { into_.add(Quantity::raw, into_.keep_hex(bytes)); }

void BthomeValues::firmware(Bytes least_first) {
  std::array<char, 16> text{};  // "255.255.255.255"
  char* end = text.data();
  for (std::size_t i = least_first.size(); i-- > 0;) {
    end = std::to_chars(end, text.data() + text.size(), least_first[i]).ptr;
    if (i > 0) *end++ = '.';
  }
  into_.add(Quantity::firmware, into_.keep({text.data(), static_cast<std::size_t>(end - text.data())}));
}

}  // namespace gatewarden::ble
