// gatewarden decode ble HEX: what one Bluetooth advertisement says.
#include <iostream>

#include "adapters/ble/commission/dissection.hpp"
#include "adapters/ble/keys/key_file.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  std::string payload, address, key, keys;
};

int refuse(const std::string& what, const std::string& why) {
  std::cerr << "gatewarden decode ble: " << what << ": " << printable(why) << "\n";
  return kConfiguration;
}

int decode(const Options& options) {
  const auto payload = ble::parse_payload(options.payload);
  if (!payload) return refuse("the advertisement", payload.error());
  ble::Advertisement advertisement;
  advertisement.payload = *payload;
  if (!options.address.empty()) {
    const auto address = ble::parse_address(options.address);
    if (!address) return refuse("--address", address.error());
    advertisement.address = *address;
  }
  std::optional<ble::Bindkey> key;
  if (!options.key.empty()) {
    const auto typed = ble::parse_bindkey(options.key);
    if (!typed) return refuse("--key", typed.error());
    key = *typed;
  } else if (!options.keys.empty()) {
    const auto keys = ble::read_keys(options.keys);
    if (!keys) return refuse("--keys", keys.error());
    if (const auto* of_device = keys->bindkey(advertisement.address)) key = *of_device;
  }
  const ble::Dissection found = ble::dissect(advertisement, key ? &*key : nullptr);
  std::cout << found.text << std::flush;
  return found.sound && std::cout ? kFine : kFailed;
}

}  // namespace

void add_decode_ble(const Command& decoding, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = decoding.add_command("ble", "what one Bluetooth advertisement says");
  command.text("payload", options->payload, "its AD structures in hex: 0201060616d2fc400132").required();
  command.text("--address", options->address,
               "the sender's: encrypted formats need it, others have it inside to compare");
  const Option key =
      command.text("--key", options->key,
                   "the device's key in hex; other users of this machine can see it while this runs");
  command.text("--keys", options->keys, "the key file that has it: lines AA:BB:CC:DD:EE:FF hexkey")
      .excludes(key);
  command.footer(
      "Exit codes: 0 a known format, without a fault; 1 not so; 2 wrong command line or key file.");
  command.chosen([options, &chosen] { chosen = [options] { return decode(*options); }; });
}

}  // namespace gatewarden::app
