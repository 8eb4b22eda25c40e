// A radio as a Link: what it hears of children becomes samples, what it hears of others a count. It only conducts: Roll,
// Intake and the radio decide. Nothing is heard before the keys are read: a plain packet may be one that is forged.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ble/device/intake.hpp"
#include "adapters/ble/gatt/gatt.hpp"
#include "adapters/ble/hearing_adapters.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "adapters/ble/roll.hpp"
#include "adapters/ble/settings/link_settings.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::ble {

struct Air {
  std::unique_ptr<Radio> radio;
  std::unique_ptr<Gatt> gatt;  // null: nothing can be asked, as in a recording. Goes before the radio
};
// Makes the radio of a link, for what begins so; empty: for all. `heard_elsewhere`: whether an adapter other than this
// one heard a child within the last 90 s.
using AirFactory = std::function<Air(const std::vector<Format::Pattern>& patterns,
                                     std::function<bool(std::uint16_t adapter)> heard_elsewhere)>;
// Reads the link's key file, off the loop. Its answer comes on the loop, or never once the link has gone.
using KeyReader = std::function<void(std::function<void(Result<Keys>)>)>;

// The composition owns them; they outlive the link.
struct Surroundings {
  SampleSink& sink;
  Clock& clock;
  AirFactory air;
  KeyReader keys;                  // empty: the link has no key file
  Directory* directory = nullptr;  // null: strangers are only counted
  DeviceMemory* memory = nullptr;
};

class BleLink final : public Link, RadioListener, GattListener {
 public:
  // Of the rate: as long as the reports' usual interval.
  static constexpr Duration kWindow = std::chrono::minutes(5);
  static constexpr Duration kKeysAgain = std::chrono::seconds(30);

  BleLink(std::string name, const LinkSettings& settings, Surroundings surroundings);
  ~BleLink() override;

  void start() override;
  void stop() override;
  void assign(std::vector<Assignment> devices) override;
  void release(DeviceId device) override { roll_.remove(device); }
  void serve(const Assignment& device) override { roll_.serve(device); }
  bool hears(DeviceId device, const std::any& address) const override;
  LinkSnapshot snapshot() const override;
  std::uint64_t samples() const override { return intake_.samples(); }
  DeviceSnapshot device(DeviceId device) const override;
  std::vector<AddressKey> address(DeviceId device) const override;

 private:
  void heard(const Advertisement& advertisement) override;
  void read(std::uint32_t device, const GattValue& value) override;
  void not_read(std::uint32_t device, std::string_view why) override;

  void read_keys();
  void got_keys(Result<Keys> keys);
  void listen();
  void silence();
  void ask();
  Device* learn(const Heard& heard);
  void close_window();
  double coverage() const;

  struct KeyState {
    bool known = false, told = false;
    std::string why;  // they cannot be read; empty: all is well
    std::unique_ptr<Timer> again;
  };
  struct Counts {
    std::uint64_t advertisements = 0, empty = 0, unknown = 0, learned = 0;
    std::optional<Address> last_unknown;
  };
  const std::string name_;
  const LinkSettings settings_;
  const Surroundings around_;
  LinkBudget budget_;
  Intake intake_;
  Roll roll_;
  Air air_;
  Elements elements_;  // of the advertisement at hand
  std::unique_ptr<Timer> window_;
  HearingAdapters adapters_;
  KeyState keys_;
  Counts counts_;
  bool running_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace gatewarden::ble
