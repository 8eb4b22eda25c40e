// Any fleet file becomes a fleet or a list of problems, neither of which a terminal would obey.
#include <cstdint>
#include <string_view>

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/base/text/printable.hpp"
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
  const std::string said =
      loaded ? capacity::to_text(capacity::summarize(loaded, protocols)) : config::to_text(loaded.problems);
  if (said.empty()) __builtin_trap();
  for (std::size_t start = 0; start < said.size();) {
    const std::size_t end = said.find('\n', start);
    if (end == std::string::npos) __builtin_trap();
    const std::string_view line = std::string_view(said).substr(start, end - start);
    if (printable(line) != line) __builtin_trap();
    start = end + 1;
  }
  return 0;
}
