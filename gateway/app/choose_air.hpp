// What `scan ble` listens to: a recording.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/ble/commission/scan_yaml.hpp"
#include "adapters/ble/keys/key_file.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::app {

struct AirOptions {
  std::string replay;  // file, instead of a radio
  std::string keys;    // file; or empty
};

struct ChosenAir {
  std::unique_ptr<ble::Radio> radio;
  ble::YamlPlace place;
  ble::Keys keys;
};
// `ended`: the recording. Errors are harmless text.
Result<ChosenAir> choose_air(const AirOptions& options, boost::asio::io_context& io, Clock& clock,
                             std::function<void()> ended);

}  // namespace gatewarden::app
