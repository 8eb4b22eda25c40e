#include "gateway/greengrass/nucleus.hpp"

#include <sys/un.h>

#include <cstdlib>
#include <limits>

namespace gatewarden::greengrass {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSocketVariable = "AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT";
constexpr const char* kTokenVariable = "SVCUID";

// The classic nucleus spools publishes, 2.5 MB by default.
constexpr Rules kClassic{.frame_bytes = 24 * 1024 * 1024,
                         .payload_bytes = 128'000,
                         .publishes_in_flight = 100,
                         .bytes_in_flight = std::numeric_limits<std::size_t>::max(),
                         .lingering = 0s,
                         .subscription_gap = 0s};
// Lite sends at once or refuses. Ten publishes per half second are the 20 a second it was seen to take.
constexpr Rules kLite{.frame_bytes = 9'999,
                      .payload_bytes = 7'000,
                      .publishes_in_flight = 10,
                      .bytes_in_flight = 15'000,
                      .lingering = 500ms,
                      .subscription_gap = 1s};

Error missing(const char* variable) {
  return Error{
      std::string("uplink.greengrass: the environment has no ") + variable +
      ", which the Greengrass nucleus gives to its components: run Gatewarden as a component (or pass "
      "the variable into its container), or use uplink.mqtt"};
}

}  // namespace

const Rules& rules_of(Nucleus nucleus) { return nucleus == Nucleus::lite ? kLite : kClassic; }

Nucleus nucleus_of(std::string_view socket) {
  return socket.substr(socket.rfind('/') + 1) == "gg-ipc.socket" ? Nucleus::lite : Nucleus::classic;
}

std::optional<Nucleus> nucleus_here() {
  const char* socket = std::getenv(kSocketVariable);
  return socket ? std::optional(nucleus_of(socket)) : std::nullopt;
}

Result<Settings> settings_of_component(std::optional<Nucleus> nucleus, const Environment& environment) {
  const auto value = [&](const char* name) {
    const char* found = environment ? environment(name) : std::getenv(name);
    return std::string(found ? found : "");
  };
  Settings settings;
  settings.socket = value(kSocketVariable);
  settings.token = value(kTokenVariable);
  if (settings.socket.empty()) return missing(kSocketVariable);
  if (settings.token.empty()) return missing(kTokenVariable);
  if (settings.socket.size() >= sizeof(sockaddr_un::sun_path)) {
    return Error{"uplink.greengrass: the path of the nucleus' socket is longer than the " +
                 std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                 " bytes a socket may have: " + settings.socket};
  }
  settings.nucleus = nucleus.value_or(nucleus_of(settings.socket));
  return settings;
}

}  // namespace gatewarden::greengrass
