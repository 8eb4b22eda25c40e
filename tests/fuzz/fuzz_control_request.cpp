// Any line that a local process writes to the control socket. Each answer is one document of JSON.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/status/serve/control_answer.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static status::FakeGateway gateway;
  static const ManualClock clock;
  gateway.orders.clear();
  gateway.reloads.clear();
  constexpr uid_t kOwner = 1000;
  status::ControlAnswerer answerer(gateway, {gateway, gateway}, clock, kOwner);
  std::string document;
  answerer.answer({reinterpret_cast<const char*>(bytes), size}, {.uid = kOwner},
                  [&document](const status::ControlAnswer& answer) {
                    while (answer.text(document)) {
                    }
                  });
  if (nlohmann::json::parse(document, nullptr, false).is_discarded()) std::abort();
  return 0;
}
