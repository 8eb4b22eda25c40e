// What a scan asks a unit: first whether it lives, then its identity and SunSpec models; where it has no such models,
// what the devices of known profiles hold in their registers. Reads only.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/commission/request_client.hpp"
#include "adapters/modbus/identity/device_identification.hpp"
#include "adapters/modbus/identity/identity.hpp"
#include "adapters/modbus/identity/recognition.hpp"
#include "adapters/modbus/identity/sunspec.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

struct FoundUnit {
  std::uint8_t unit = 0;
  bool garbled = false;  // something unreadable answers
  Identity identity;
  std::vector<SunSpecModel> models;
  std::vector<Likeness> likenesses;     // guesses: what it reads like
  std::vector<std::string> uncompared;  // profiles that it might read like
  std::vector<std::string> refused;     // with the exception: "holding 0 (2)", "identification (1)"
  Duration round_trip{};                // of its slowest answer
  std::string why;                      // what is wrong; empty: nothing
};

class UnitInterview {
 public:
  enum class End : std::uint8_t {
    found,      // see unit()
    silent,     // or absent, as a gateway says
    hung_up,    // the peer closed the connection over it
    line_lost,  // see trouble()
  };

  // `repeats`: of the first question. `ended`: called once per begin(), from the loop; may begin again. The
  // client and the signatures outlive this interview.
  UnitInterview(RequestClient& client, unsigned repeats, std::span<const Signature> signatures,
                std::function<void(End)> ended);

  // `question`: the first one.
  void begin(std::uint8_t unit, const Request& question);
  const FoundUnit& unit() const { return unit_; }
  const Trouble& trouble() const { return trouble_; }
  // Answer, of all units so far.
  Duration slowest() const { return slowest_; }

 private:
  void heard(const Answer& answer);
  void ask_who();
  void ask_sunspec();
  void recognise();
  void take(const Answer& answer, const std::string& what);
  bool is_lost(const Answer& answer);

  RequestClient& client_;
  unsigned repeats_;
  std::span<const Signature> signatures_;
  std::function<void(End)> ended_;
  FoundUnit unit_;
  Request question_;
  IdentificationDialogue identification_;
  SunSpecDialogue sunspec_{SunSpecDialogue::Extent::all_models};
  Recognition recognition_;
  Duration slowest_{};
  Trouble trouble_;
};

}  // namespace gatewarden::modbus
