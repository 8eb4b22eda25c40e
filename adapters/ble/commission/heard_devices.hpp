// The devices of a scan, and what decoding must know of each. Bounded, however many addresses pass: the stranger that was
// heard longest ago makes room for a new one, and is counted; devices of a known format and those with a key stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "adapters/ble/commission/heard_device.hpp"
#include "adapters/ble/keys/key_file.hpp"

namespace gatewarden::ble {

class HeardDevices {
 public:
  static constexpr std::size_t kMost = 2048;  // and those with a key

  // The keys outlive it.
  explicit HeardDevices(const Keys& keys) : keys_(keys) {}

  // Decodes it into `decoded`, with what is known of its sender. The device, if its format is known since this one; or null.
  const HeardDevice* take(const Advertisement& advertisement, Decoded& decoded);

  // Those of a known format first, then by how strong they are.
  std::vector<const HeardDevice*> strongest_first() const;
  std::size_t size() const { return devices_.size(); }
  std::uint64_t advertisements() const { return advertisements_; }
  std::uint64_t left_out() const { return left_out_; }  // devices that made room, or found none

 private:
  struct Place {
    HeardDevice device;
    std::list<Address>::iterator stranger;  // its place among them; end: is none
  };
  Place* place_of(const Address& address);
  bool make_room();
  void settle(Place& place);

  const Keys& keys_;
  std::map<Address, Place> devices_;
  std::list<Address> strangers_;  // the one heard longest ago first
  std::uint64_t advertisements_ = 0, left_out_ = 0;
};

}  // namespace gatewarden::ble
