#include "adapters/ble/commission/scan_text.hpp"

#include <cstdio>

#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::ble {
namespace {

std::string values_text(const HeardDevice& device) {
  std::string text;
  for (const HeardDevice::Told& told : device.values)
    text += (text.empty() ? "" : ", ") + value_text(told.name, told.text);
  if (device.fault == Fault::none) return text;
  return text + (text.empty() ? "" : "; ") + std::string(to_text(device.fault)) + ": " +
         fault_words(device.fault);
}

const char* key_text(const HeardDevice& device) {
  if (device.fault == Fault::no_key) return "needed";
  if (device.fault == Fault::bad_mic) return "does not fit";
  if (device.encrypted) return device.has_key ? "fits" : "built in";
  return device.has_key ? "unused" : "";
}

std::string rate_text(const HeardDevice& device) {
  const auto rate = device.rate();
  if (!rate) return "once";
  char text[32];
  std::snprintf(text, sizeof text, *rate < 0.5 ? "%.2g/min" : "%.2g/s", *rate < 0.5 ? *rate * 60 : *rate);
  return text;
}

std::string kind_text(const Address& address) {
  if (!address.random) return "public";
  if (address.is_static()) return "static";
  return address.is_resolvable() ? "private" : "one-time";
}

std::string remarks(const HeardDevices& devices) {
  std::string text = std::to_string(devices.size()) + " devices, " +
                     std::to_string(devices.advertisements()) + " advertisements\n";
  if (devices.left_out() > 0) {
    text += std::to_string(devices.left_out()) + " more devices are not shown: of strangers the last " +
            std::to_string(HeardDevices::kMost) + " are kept; --json shows every advertisement\n";
  }
  bool changes = false;
  for (const HeardDevice* device : devices.strongest_first())
    changes |= !device->format.empty() && device->address.random && !device->address.is_static();
  if (changes)
    text += "a private address changes every few minutes: its device is known by its identity key (irk)\n";
  return text;
}

}  // namespace

std::string fault_words(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "";
    case Fault::truncated:
      return "it ends too early; what stands before is shown";
    case Fault::unknown_object:
      return "it has a part that is not known; what stands before is shown";
    case Fault::unsupported_version:
      return "a version of the format that is not known";
    case Fault::no_key:
      return "encrypted; give its key in a file with --keys: AA:BB:CC:DD:EE:FF hexkey";
    case Fault::bad_mic:
      return "the key does not fit, or the packet is not the device's own";
    case Fault::replayed:
      return "its counter went back: an older packet was sent again";
    case Fault::downgrade:
      return "not encrypted, though there is a key for it";
    case Fault::address_mismatch:
      return "it names another sender: copied, or sent on";
    case Fault::implausible:
      return "a value that cannot be, left out";
    case Fault::bad_checksum:
      return "its checksum is wrong";
  }
  return "";
}

std::string value_text(ValueName name, std::string_view value) {
  const std::string_view unit = unit_of(name.quantity);
  return to_text(name) + " " + std::string(value) + (unit.empty() ? "" : " ") + std::string(unit);
}

std::string found_text(const HeardDevice& device) {
  std::string text = to_text(device.address) + ": " + std::string(device.format);
  if (!device.name.empty()) text += " " + printable(device.name);
  const std::string values = values_text(device);
  return text + (values.empty() ? "" : "; " + printable(values));
}

std::string scan_text(const HeardDevices& devices, std::size_t columns) {
  TextTable table;
  table.column("ADDRESS");
  table.column("KIND");
  table.column("FORMAT");
  table.column("KEY");
  table.column("RSSI", TextTable::Column::right);
  table.column("RATE", TextTable::Column::right);
  table.column("NAME", TextTable::Column::flexible);
  table.column("VALUES", TextTable::Column::flexible);
  for (const HeardDevice* device : devices.strongest_first()) {
    table.cell(to_text(device->address));
    table.cell(kind_text(device->address));
    table.cell(device->format.empty() ? "-" : device->format);
    table.cell(key_text(*device));
    table.cell(device->rssi ? std::to_string(*device->rssi) : "");
    table.cell(rate_text(*device));
    table.cell(device->name);
    table.cell(values_text(*device));
    table.end_row();
  }
  return table.text({columns, 0, false}) + (devices.size() == 0 ? "" : "\n") + remarks(devices);
}

}  // namespace gatewarden::ble
