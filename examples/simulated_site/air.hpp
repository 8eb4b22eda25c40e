// Simulated Bluetooth sensors, as a recording that grows: a tag, a sealed thermometer, a badge whose address changes, a door
// seal whose packets somebody sends again, a plain thermometer and a beacon.
#pragma once

#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "adapters/ble/air/address.hpp"
#include "adapters/ble/air/btsnoop_writer.hpp"

namespace simulated {

class Air {
 public:
  // Makes `folder`/air.btsnoop, and `folder`/air.keys for its owner only. Throws std::runtime_error if it cannot.
  Air(const std::string& folder, std::uint32_t seed);

  void pass();  // every sensor measures and sends once

 private:
  using Payload = std::vector<std::uint8_t>;

  void send(const gatewarden::ble::Address& sender, const Payload& payload);
  void send_tag();
  void send_sealed(const gatewarden::ble::Address& sender, const Payload& objects, Payload* kept = nullptr);
  void send_badge();
  void send_seal();
  void send_attic();
  void send_beacon();
  std::uint8_t noise(int most);

  std::mt19937 random_;
  std::ofstream recording_;
  gatewarden::ble::BtsnoopWriter writer_{recording_};
  std::uint32_t rounds_ = 0;
  gatewarden::ble::Address badge_;
  std::vector<Payload> overheard_;  // by the attacker
};

}  // namespace simulated
