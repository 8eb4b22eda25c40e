#include "adapters/ble/formats/mibeacon_objects.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

#include "adapters/ble/formats/mibeacon_buttons.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kMotionLamp = 0x07F6, kMotion2 = 0x0A8D, kDoor2 = 0x098B, kPresence = 0x4683;

// How one value stands in an object.
enum class Shape : std::uint8_t { natural, integer, real, above_zero };

struct Row {
  std::uint16_t id;
  std::uint8_t width;
  Shape shape;
  std::uint8_t divisor;
  Quantity quantity;
};

constexpr Row kRows[] = {
    {0x000A, 2, Shape::integer, 100, Quantity::temperature},
    {0x1004, 2, Shape::integer, 10, Quantity::temperature},
    {0x1006, 2, Shape::natural, 10, Quantity::humidity},
    {0x1008, 1, Shape::natural, 1, Quantity::moisture},
    {0x1009, 2, Shape::natural, 1, Quantity::conductivity},
    {0x100A, 1, Shape::natural, 1, Quantity::battery},
    {0x1010, 2, Shape::natural, 100, Quantity::formaldehyde},
    {0x1012, 1, Shape::above_zero, 1, Quantity::power_on},
    {0x1013, 1, Shape::natural, 1, Quantity::consumable},
    {0x1014, 1, Shape::above_zero, 1, Quantity::moisture_detected},
    {0x1015, 1, Shape::above_zero, 1, Quantity::smoke},
    {0x1017, 4, Shape::natural, 1, Quantity::idle_time},
    {0x1018, 1, Shape::above_zero, 1, Quantity::light},
    {0x4801, 4, Shape::real, 1, Quantity::temperature},
    {0x4802, 1, Shape::natural, 1, Quantity::humidity},
    {0x4803, 1, Shape::natural, 1, Quantity::battery},
    {0x4805, 4, Shape::real, 1, Quantity::illuminance},
    {0x4806, 1, Shape::above_zero, 1, Quantity::moisture_detected},
    {0x4808, 4, Shape::real, 1, Quantity::humidity},
    {0x4818, 2, Shape::natural, 1, Quantity::idle_time},
    {0x483C, 1, Shape::above_zero, 1, Quantity::occupancy},
    {0x483D, 4, Shape::natural, 1, Quantity::seconds_occupied},
    {0x483E, 4, Shape::natural, 1, Quantity::seconds_empty},
    {0x484E, 1, Shape::above_zero, 1, Quantity::occupancy},
    {0x4A01, 1, Shape::above_zero, 1, Quantity::battery_low},
    {0x4C01, 4, Shape::real, 1, Quantity::temperature},
    {0x4C02, 1, Shape::natural, 1, Quantity::humidity},
    {0x4C03, 1, Shape::natural, 1, Quantity::battery},
    {0x4C08, 4, Shape::real, 1, Quantity::humidity},
    {0x4E01, 1, Shape::above_zero, 1, Quantity::battery_low},
    {0x5003, 1, Shape::natural, 1, Quantity::battery},
    {0x5403, 1, Shape::natural, 1, Quantity::battery},
    {0x5601, 1, Shape::above_zero, 1, Quantity::battery_low},
    {0x6012, 1, Shape::natural, 1, Quantity::humidity},
    {0x605D, 1, Shape::natural, 1, Quantity::temperature},
};

void add_real(Quantity quantity, Bytes data, Decoded& into) {
  const double value = std::bit_cast<float>(static_cast<std::uint32_t>(little(data, 0, 4)));
  if (!std::isfinite(value) || !is_possible(quantity, value)) return into.fail(Fault::implausible);
  into.add(quantity, Number::real(value));
}

void add_row(const Row& row, std::uint16_t product, Bytes data, Decoded& into) {
  const auto number = static_cast<std::int64_t>(little(data, 0, row.width));
  switch (row.shape) {
    case Shape::natural:
      return into.add_possible(row.quantity, number, row.divisor);
    case Shape::integer:
      return into.add_possible(row.quantity, little_signed(data, 0, row.width), row.divisor);
    case Shape::real:
      return add_real(row.quantity, data, into);
    case Shape::above_zero:
      // Of this one product, 2 is "nobody moves", which is not empty.
      return into.add_bit(row.quantity, row.quantity == Quantity::occupancy && product == kPresence
                                            ? number == 1
                                            : number > 0);
  }
}

void add_illuminance(std::uint16_t product, Bytes data, std::initializer_list<std::uint16_t> coarse,
                     Decoded& into) {
  const auto lux = static_cast<std::int64_t>(little(data, 0, 3));
  if (std::find(coarse.begin(), coarse.end(), product) != coarse.end())
    return into.add_bit(Quantity::light, lux >= 100);
  into.add_divided(Quantity::illuminance, lux);
}

void add_opening(bool known, bool open, Decoded& into) {
  if (!known) return into.fail(Fault::implausible);
  into.add_bit(Quantity::opening, open);
}

// Objects of several values, or with words for their numbers. False: unknown, or of another length.
bool add_other(std::uint16_t product, std::uint16_t id, Bytes data, Decoded& into) {
  const std::uint8_t first = data.empty() ? 0 : data[0];
  const std::size_t size = data.size();
  switch (id) {
    case 0x000F:
      if (size != 3) return false;
      into.add_bit(Quantity::motion, true);
      return add_illuminance(product, data, {kMotionLamp, kMotion2}, into), true;
    case 0x1005:
      if (size != 2) return false;
      into.add_bit(Quantity::power_on, first > 0);
      return into.add_divided(Quantity::temperature, data[1]), true;
    case 0x1007:
      if (size != 3) return false;
      return add_illuminance(product, data, {kMotionLamp, kDoor2}, into), true;
    case 0x100D:
      if (size != 4) return false;
      into.add_possible(Quantity::temperature, little_signed(data, 0, 2), 10);
      return into.add_possible(Quantity::humidity, static_cast<std::int64_t>(little(data, 2, 2)), 10), true;
    case 0x1019:
      if (size != 1) return false;
      add_opening(first <= 2, first != 1, into);
      if (first == 2) into.add_bit(Quantity::left_open, true);
      return true;
    case 0x2000:  // the formula of its temperatures is a guess
      if (size != 5) return false;
      return into.add_possible(Quantity::battery, data[4]), true;
    case 0x4804:
    case 0x4A12:
      if (size != 1) return false;
      return add_opening(first == 1 || first == 2, first == 1, into), true;
    case 0x480C:
      if (size != 1) return false;
      return add_opening(true, first == 0, into), true;
    default:
      return false;
  }
}

// Motion, alarms of the newer doors: objects that say something by being there.
bool add_alarm(std::uint16_t id, Bytes data, Decoded& into) {
  switch (id) {
    case 0x0003:
    case 0x101B:  // nobody moves for a time that was set
      return into.add_bit(Quantity::motion, id == 0x0003), true;
    case 0x4A08:
      if (data.size() != 4) return false;
      into.add_bit(Quantity::motion, true);
      return add_real(Quantity::illuminance, data, into), true;
    case 0x4A0F:
      into.add_bit(Quantity::opening, true);
      return into.add_bit(Quantity::forced, true), true;
    case 0x4A1A:
      into.add_bit(Quantity::opening, true);
      return into.add_bit(Quantity::left_open, true), true;
    default:
      return false;
  }
}

}  // namespace

constinit const std::array<Quantity, 29> kMibeaconTells = {
    Quantity::temperature,   Quantity::humidity,    Quantity::moisture,
    Quantity::conductivity,  Quantity::battery,     Quantity::formaldehyde,
    Quantity::power_on,      Quantity::consumable,  Quantity::moisture_detected,
    Quantity::smoke,         Quantity::idle_time,   Quantity::light,
    Quantity::illuminance,   Quantity::occupancy,   Quantity::seconds_occupied,
    Quantity::seconds_empty, Quantity::battery_low, Quantity::motion,
    Quantity::opening,       Quantity::left_open,   Quantity::forced,
    Quantity::button,        Quantity::key,         Quantity::button_count,
    Quantity::channel,       Quantity::dimmer,      Quantity::dimmer_steps,
    Quantity::product_id,    Quantity::packet_id};

void add_mibeacon_object(std::uint16_t product, std::uint16_t id, Bytes data, Decoded& into) {
  const auto* row = std::lower_bound(std::begin(kRows), std::end(kRows), id,
                                     [](const Row& one, std::uint16_t wanted) { return one.id < wanted; });
  if (row != std::end(kRows) && row->id == id && row->width == data.size())
    return add_row(*row, product, data, into);
  if (!add_other(product, id, data, into) && !add_alarm(id, data, into) &&
      !add_mibeacon_button(product, id, data, into))
    into.fail(Fault::unknown_object);
}

}  // namespace gatewarden::ble
