// Mopeka sensors below gas bottles and tanks: the time an echo takes through the content, and its temperature.
// Source: the Bluetooth-Devices project's parser mopeka-iot-ble (no page of the maker).
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompany = 0x0059,
                        kService = 0xFEE5;  // the company is the chip maker's, of many devices
constexpr std::size_t kLength = 10;

enum class Echo : std::uint8_t { through_propane, through_other };
struct Model {
  std::uint8_t id;
  Echo echo;
};
constexpr Model kModels[] = {
    {0x03, Echo::through_propane},                                 // Pro Check
    {0x04, Echo::through_other},                                   // Pro-200, through air
    {0x05, Echo::through_other},                                   // Pro H2O
    {0x06, Echo::through_propane}, {0x08, Echo::through_propane},  // Pro Plus
    {0x09, Echo::through_propane}, {0x0A, Echo::through_other},    // TD40, TD200: through air
    {0x0B, Echo::through_other},   {0x0C, Echo::through_propane},  // Pro Check Universal
    {0x12, Echo::through_other},                                   // Pro-200B
};

const Model* find_model(std::uint8_t id) {
  for (const Model& model : kModels)
    if (model.id == id) return &model;
  return nullptr;
}

bool recognises(const Elements& elements) {
  const ManufacturerData* found = elements.manufacturer(kCompany);
  return found != nullptr && found->data.size() == kLength && elements.lists(kService);
}

// In whole millimetres; `degrees` counts from -40 °C. The coefficients are those of propane: of other media no level is
// told, since it would be wrong.
std::int64_t propane_level(std::int64_t echo, std::int64_t degrees) {
  const auto t = static_cast<double>(degrees);
  return static_cast<std::int64_t>(static_cast<double>(echo) *
                                   (0.573045 - 0.002822 * t - 0.00000535 * t * t));
}

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = packet.elements.manufacturer(kCompany)->data;
  const Model* model = find_model(data[0]);
  if (model == nullptr) return into.fail(Fault::unsupported_version);
  const std::int64_t degrees = data[2] & 0x7F;
  const auto echo = static_cast<std::int64_t>(little(data, 3, 2));
  const std::int64_t quality = echo >> 14;
  into.add_divided(Quantity::temperature, degrees - 40);
  into.add_divided(Quantity::battery_voltage, data[1], 32);
  into.add_bit(Quantity::button, (data[2] & 0x80) != 0);
  into.add_divided(Quantity::reading_quality, quality);
  if (quality > 0 && model->echo == Echo::through_propane)
    into.add_divided(Quantity::level, propane_level(echo & 0x3FFF, degrees), 1000);
  into.add_divided(Quantity::tilt_x, big_signed(data, 8, 1));
  into.add_divided(Quantity::tilt_y, big_signed(data, 9, 1));
}

constexpr Format::Pattern kPatterns[] = {{AdType::manufacturer_data, {0x59, 0x00}, 2}};
constexpr Quantity kTells[] = {Quantity::temperature, Quantity::battery_voltage, Quantity::button,
                               Quantity::level,       Quantity::reading_quality, Quantity::tilt_x,
                               Quantity::tilt_y};

}  // namespace

extern const Format kMopeka{"mopeka", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
