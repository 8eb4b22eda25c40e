// Whose advertisement it is: one look-up by address for children that are listed by it; the others cost a walk over the IRKs
// or a look at the payload, and their addresses are known for a while. Strangers leave nothing behind but an entry in a cache
// of kMaxCached, where there are IRKs to ask. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/ble/air/private_address.hpp"
#include "adapters/ble/decoding/decoded.hpp"
#include "adapters/ble/identity/heard.hpp"
#include "adapters/ble/settings/identity_keys.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

// A public address and a random one with the same bytes are one: the fleet file does not tell them apart.
std::uint64_t key_of(Address address);

class IdentityTable {
 public:
  static constexpr std::size_t kMaxCached = 4096;
  static constexpr Duration kCached = std::chrono::minutes(20);

  // `child`: the caller's number for it. `irk`: only with keys.irk; null: the key is not known, it is never found.
  void add(std::uint32_t child, const IdentityKeys& keys, const IdentityKey* irk);
  void remove(std::uint32_t child, const IdentityKeys& keys);
  void clear();

  std::optional<std::uint32_t> find(const Heard& heard);
  // As many AES blocks as IRKs were asked; for tests and the status.
  std::uint64_t resolutions() const { return resolutions_; }
  std::size_t cached() const { return cache_.size(); }

 private:
  static constexpr std::uint32_t kStranger = 0xffffffff;
  std::optional<std::uint32_t> by_irk(const Address& address, std::uint64_t key, SteadyTime at);
  std::optional<std::uint32_t> by_content(const Heard& heard);
  const std::uint32_t* cached(std::uint64_t key, SteadyTime at);
  void cache(std::uint64_t key, std::uint32_t child, SteadyTime at);

  std::unordered_map<std::uint64_t, std::uint32_t> by_address_;
  std::map<IBeaconId, std::uint32_t> by_ibeacon_;
  std::map<EddystoneId, std::uint32_t> by_eddystone_;
  std::map<std::string, std::uint32_t, std::less<>> by_serial_;
  std::vector<std::pair<std::string, std::uint32_t>> names_;
  std::vector<std::pair<IdentityKey, std::uint32_t>> irks_;
  std::unordered_map<std::uint64_t, std::uint32_t> cache_;
  std::deque<std::pair<SteadyTime, std::uint64_t>> ages_;  // of the cache, the oldest first
  std::uint64_t resolutions_ = 0;
  Decoded decoded_;  // of the advertisement at hand, for its serial
};

}  // namespace gatewarden::ble
