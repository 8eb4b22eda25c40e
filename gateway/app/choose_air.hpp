// What `scan ble` and `record ble` listen to: a recording, an adapter, or a fleet file's link with its settings. Not in the
// adapter: reading a fleet file needs every protocol.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/ble/commission/scan_yaml.hpp"
#include "adapters/ble/keys/key_file.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "gateway/app/command_line.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::app {

struct AirOptions {
  std::string link;    // "hci0", or a link's name with a fleet file; empty: every adapter there is
  std::string fleet;   // file
  std::string replay;  // file, instead of a radio
  std::string keys;    // file; empty: the link's, if it has one
};
void add_air_options(const Command& command, AirOptions& options);

struct ChosenAir {
  std::unique_ptr<ble::Radio> radio;
  ble::YamlPlace place;
  ble::Keys keys;
};
// `ended`: the recording. Errors are harmless text.
Result<ChosenAir> choose_air(const AirOptions& options, boost::asio::io_context& io, Clock& clock,
                             std::function<void()> ended);

}  // namespace gatewarden::app
