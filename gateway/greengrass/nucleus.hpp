#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::greengrass {

enum class Nucleus : std::uint8_t { classic, lite };

// Where the two differ, limits are from the sources of aws-greengrass-nucleus and aws-greengrass-lite 2.6.0;
// lite's were also observed.
struct Rules {
  std::size_t frame_bytes;    // larger requests are not sent: lite would end the connection
  std::size_t payload_bytes;  // of a publish, unless the settings differ
  std::uint16_t publishes_in_flight;
  std::size_t bytes_in_flight;
  // Lite counts a publish as in flight until the service acknowledges it, which IPC does not show, and
  // refuses more than its window: a publish keeps its place at least this long after the nucleus took it, unless
  // its answer comes (send_window.hpp).
  Duration lingering;
  // Lite answers before it has subscribed; meanwhile events are lost.
  Duration subscription_gap;
};
const Rules& rules_of(Nucleus nucleus);

struct Settings {
  std::string socket;  // from the nucleus; may be relative to the component's working folder
  std::string token;   // SVCUID; never shown
  Nucleus nucleus = Nucleus::classic;
  std::size_t max_payload = 0;  // 0: the nucleus' own
};

// Lite's socket is called gg-ipc.socket.
Nucleus nucleus_of(std::string_view socket);

// Of the environment's socket; nothing outside a component.
std::optional<Nucleus> nucleus_here();

using Environment = std::function<const char*(const char*)>;

// From this component's environment. The error says what is missing and how to run as a component. Without
// `nucleus` the socket's name decides.
Result<Settings> settings_of_component(std::optional<Nucleus> nucleus = std::nullopt,
                                       const Environment& environment = nullptr);

}  // namespace gatewarden::greengrass
