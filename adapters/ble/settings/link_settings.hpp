// What the fleet file says of a radio: links.<name>.ble
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatewarden::ble {

struct LinkSettings {
  enum class By : std::uint8_t { discovery, monitor };

  std::vector<std::string> adapters;  // "hci0"; empty: every adapter there is
  By by = By::discovery;
  std::string bus;           // an address of D-Bus; empty: the system bus
  bool power_cycle = false;  // a deaf adapter may be switched off and on
  std::string keys;          // a secret file of bind keys and IRKs; empty: none
  std::string replay;        // a btsnoop file instead of a radio; empty: none
  double speed = 1;          // of the replay; 0: as fast as it can be read
  // Formats whose senders may be learned, by name; empty: of every format that is a sensor's.
  std::vector<std::string> learn_formats;

  friend bool operator==(const LinkSettings&, const LinkSettings&) = default;
};

}  // namespace gatewarden::ble
