// Any fleet file becomes a fleet or a list of problems.
#include <cstdint>
#include <string_view>

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/load/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gatewarden;
  static const std::vector<const config::Protocol*> protocols{&modbus::protocol(), &local_mqtt::protocol()};
  static const config::Environment environment([](const std::string& name) -> std::optional<std::string> {
    return name.size() % 2 == 0 ? std::optional<std::string>("10.0.0.5") : std::nullopt;
  });
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, environment);
  if (loaded && capacity::to_text(capacity::summarize(loaded, protocols)).empty()) __builtin_trap();
  if (!loaded && config::to_text(loaded.problems).empty()) __builtin_trap();
  return 0;
}
