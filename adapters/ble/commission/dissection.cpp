#include "adapters/ble/commission/dissection.hpp"

#include "adapters/ble/commission/heard_device.hpp"
#include "adapters/ble/commission/scan_text.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "gateway/base/text/hex.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::ble {
namespace {

std::string two_bytes(std::uint16_t number) {
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
  return to_hex(bytes);
}

std::string line(const std::string& what, const std::string& value) {
  return what + std::string(what.size() < 14 ? 14 - what.size() : 1, ' ') + value + "\n";
}

// "fcd2", or all of it.
std::string uuid_text(const Uuid& uuid) {
  const auto assigned = uuid.assigned();
  return assigned ? two_bytes(*assigned) : to_text(uuid);
}

std::string elements_text(const Elements& elements) {
  std::string text;
  if (const auto flags = elements.flags()) text += line("flags", to_hex({&*flags, 1}));
  if (!elements.name().empty())
    text += line(elements.name_is_complete() ? "name" : "short name", printable(elements.name()));
  if (const auto power = elements.tx_power()) text += line("tx power", std::to_string(*power) + " dBm");
  std::string listed;
  for (const Uuid& uuid : elements.listed()) listed += (listed.empty() ? "" : ", ") + uuid_text(uuid);
  if (!listed.empty()) text += line("services", listed);
  for (const ServiceData& data : elements.service_data())
    text += line("service data", uuid_text(data.service) + ": " + to_hex(data.data));
  for (const ManufacturerData& data : elements.manufacturer_data())
    text += line("manufacturer", two_bytes(data.company) + ": " + to_hex(data.data));
  if (elements.truncated()) text += line("truncated", "it ends within an element");
  return text;
}

std::string decoded_text(const Decoded& decoded) {
  if (decoded.format.empty()) return line("format", "none that is known");
  std::string text = line("format", std::string(decoded.format) + (decoded.encrypted ? ", encrypted" : "") +
                                        (decoded.authenticated ? ", authenticated" : ""));
  if (decoded.address_inside) text += line("sender inside", to_text(*decoded.address_inside));
  for (const Value& value : decoded.values()) {
    text +=
        line(to_text(value.name), text_of(value.content) + " " + std::string(unit_of(value.name.quantity)));
  }
  return text;
}

}  // namespace

Result<std::vector<std::uint8_t>> parse_payload(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  std::string digits;
  for (const char c : text)
    if (std::string_view(" :-").find(c) == std::string_view::npos) digits += c;
  auto bytes = parse_hex(digits);
  if (!bytes || bytes->empty()) return Error{"write its bytes as two hex digits each: 0201060616d2fc400132"};
  if (bytes->size() > kMaxPayload)
    return Error{"it has " + std::to_string(bytes->size()) + " bytes; an advertisement has at most " +
                 std::to_string(kMaxPayload)};
  return std::move(*bytes);
}

Dissection dissect(const Advertisement& advertisement, const Bindkey* key) {
  const Elements elements(advertisement.payload);
  SenderState state;
  state.key = key;
  Decoded decoded;
  decode(Packet{elements, advertisement.address, {}}, state, decoded);
  std::string text = elements_text(elements) + decoded_text(decoded);
  if (decoded.fault != Fault::none)
    text += line("error", std::string(to_text(decoded.fault)) + ": " + fault_words(decoded.fault));
  return {std::move(text), !decoded.format.empty() && decoded.fault == Fault::none};
}

}  // namespace gatewarden::ble
